import Files
import FleetModel
import Testing

@testable import FleetConfig

/// The files at the top of this repository, which people copy from.
@Suite("the project's own files")
struct ExampleFilesTests {
    private static let root = FilePath.parent(of: FilePath.parent(of: FilePath.parent(of: #filePath)))

    private func bytes(_ path: String) throws -> [UInt8] {
        try File.read(FilePath.join(Self.root, path), limit: 1 << 20)
    }

    private func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

    @Test("cjctl.yaml is about the lab, says every default as it is, and names files that are there")
    func project() throws {
        let read = ProjectReader.read(try bytes("cjctl.yaml"), file: "cjctl.yaml")
        #expect(lines(read.diagnostics).isEmpty)
        let project = try #require(read.value)
        #expect(project.inventory == Project.Standard.inventory)
        #expect(project.playbook == Project.Standard.playbook)
        #expect(project.ledger == Project.Standard.ledger)
        #expect(project.releases == Project.Standard.releases)
        #expect(project.networks.map(\.id.rawValue) == ["coinjecture-lab"])
        #expect(
            project.service.manager
                == .command(start: "./service start", stop: "./service stop", status: "./service status"))
        #expect(File.exists(FilePath.join(Self.root, project.playbook)))
        #expect(File.exists(FilePath.join(Self.root, project.releases)))
    }

    @Test("what cjctl.yaml shows in comments reads too")
    func comments() throws {
        let shown = try text("cjctl.yaml").split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let bare = String(line.drop { $0 == " " })
            let isKey = ["# release:", "# install_root:", "# state_dir:", "# ssh:"].contains { bare.hasPrefix($0) }
            return isKey || bare.hasPrefix("#   ")
                ? String(line).replacing("# ", with: "", maxReplacements: 1) : String(line)
        }
        let read = ProjectReader.read(Array(shown.joined(separator: "\n").utf8), file: "cjctl.yaml")
        #expect(lines(read.diagnostics).isEmpty)
        #expect(read.value?.release?.rawValue == "v4.0.0")
        #expect(read.value?.installRoot == "/opt/coinjecture")
        #expect(read.value?.stateDirectory == "/var/lib/cjctl")
        #expect(read.value?.ssh == .standard)
    }

    @Test("the example inventory is what its first line says")
    func inventory() throws {
        let path = "inventories/example/hosts.yml"
        let nothing = InventoryDefaults(userName: "x", installRoot: nil, stateDirectory: nil)
        let read = InventoryReader.read(try bytes(path), file: path, defaults: nothing)
        #expect(lines(read.diagnostics).isEmpty)
        let found = try #require(read.value)
        #expect(found.fleet.hosts.count { $0.role == .validator } == 7)
        #expect(found.fleet.hosts.count { $0.role == .observer } == 2)
        #expect(Set(found.fleet.hosts.map(\.zone)) == ["north", "south"])
        #expect(found.fleet.hosts.filter(\.isCanary).map(\.id.rawValue) == ["obs-01", "val-01"])
        #expect(found.fleet.hosts.reduce(VotingPower.zero) { $0 + $1.votingPower }.units == 8)
    }

    @Test("the default playbook is the standard policy, word for word")
    func rollout() throws {
        let path = "playbooks/rollout.yaml"
        let read = PlaybookReader.read(try bytes(path), file: path)
        #expect(lines(read.diagnostics).isEmpty)
        #expect(read.value == .standard)
    }

    @Test("the lab's playbook has the same phases and coverages, in seconds")
    func lab() throws {
        let path = "playbooks/lab.yaml"
        let read = PlaybookReader.read(try bytes(path), file: path)
        #expect(lines(read.diagnostics).isEmpty)
        let policy = try #require(read.value)
        #expect(policy.phases.map(\.name) == RolloutPolicy.standard.phases.map(\.name))
        #expect(policy.phases.map(\.coverage) == RolloutPolicy.standard.phases.map(\.coverage))
        #expect(policy.phases.map(\.batch) == [1, 2, 3, 3])
        #expect(policy.phases.allSatisfy { (TimeSpan.seconds(3)...TimeSpan.seconds(5)).contains($0.bake) })
        #expect(policy.deadlines.healthy == .seconds(20))
        #expect(policy.deadlines.recovery == .seconds(20))
        #expect(policy.deadlines.minimumHealthy == .seconds(2))
        #expect(policy.deadlines.poll == .milliseconds(250))
    }

    @Test("the page on inventories explains every variable and states the limits as they are")
    func variables() throws {
        let page = try text("inventories/README.md")
        for name in InventoryVariable.names { #expect(page.contains("| `\(name)` |"), "\(name) is not explained") }
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }
        // One row more for the variables that everybody names for himself.
        #expect(page.contains("| `cj_config_NAME` |"))
        #expect(rows.count == InventoryVariable.names.count + 1)
        #expect(InventoryLimits.hosts == 10_000 && page.contains("10,000 hosts"))
        #expect(InventoryLimits.groups == 1000 && page.contains("1,000 groups"))
        #expect(page.contains("\(InventoryLimits.groupDepth) levels"))
    }

    @Test("a runbook says when it was reviewed and names commands that it is about")
    func runbook() throws {
        let page = try text("runbooks/node-will-not-start.md")
        #expect(page.contains(/Reviewed \d{4}-\d\d-\d\d\. Review again by \d{4}-\d\d-\d\d/))
        for command in ["status", "verify-version", "rollback --emergency", "resume"] {
            #expect(page.contains("cjctl \(command)"))
        }
    }
}
