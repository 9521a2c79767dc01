import Files
import Processes
import Testing

/// `cjctl inventory list` against what ansible-inventory printed of the same files.
@Suite("inventory list")
struct InventoryListTests {
    @Test("prints what ansible-inventory prints, byte for byte", arguments: InventoryCase.all)
    func corpus(_ example: InventoryCase) async throws {
        let said = try await list(example)
        #expect(said.json == (try example.text("expected.json")))
        #expect(said.graph == (try example.text("expected.txt")))
    }

    @Test("the corpus is there")
    func isThere() { #expect(InventoryCase.all.count >= 11) }

    @Test(
        "the corpus says what Ansible says today",
        .enabled(if: Ansible.isThere, "ansible-core is not installed: script/ansible"), arguments: InventoryCase.all)
    func ansible(_ example: InventoryCase) async throws {
        let playbooks = try example.text("playbook-folder").map { String($0.prefix { $0 != "\n" }) }
        let sources = try example.sources()
        #expect(
            try await Ansible.inventory(sources, playbooks: playbooks, "--list", in: example.folder)
                == (try example.text("expected.json")))
    }

    @Test("--host prints what holds for one host")
    func host() async throws {
        let example = InventoryCase(name: "variables")
        let directory = try TemporaryDirectory(prefix: "inventory")
        let program = BuiltProgram(folder: directory.path)
        let inventory = FilePath.join(example.folder, "inventory")
        let said = try await program.expect(0, ["inventory", "list", "-i", inventory, "--host", "dotted.example.com"])
        #expect(
            said.result.outputText == """
                {
                    "a": "group_vars-all",
                    "b": "inline-all",
                    "dotted": true,
                    "from": "inline-all",
                    "list": [
                        1,
                        2
                    ]
                }

                """)
        let missing = try await program.expect(64, ["inventory", "list", "-i", inventory, "--host", "nobody"])
        #expect(missing.text.contains("the inventory has no host 'nobody'"))
        let names = try await program.expect(0, ["inventory", "list", "-i", inventory])
        #expect(names.result.outputText == "dotted.example.com\nh1\nh2\n")
    }

    @Test("groups within many groups do not make a graph without end")
    func graph() async throws {
        let directory = try TemporaryDirectory(prefix: "inventory")
        // Each group stands in both groups above it: 2^30 ways down.
        var text = ""
        for level in 0..<30 {
            for side in ["a", "b"] {
                text += "\(side)\(level):\n  children: {a\(level + 1): , b\(level + 1): }\n"
            }
        }
        try AtomicFile.write(Array((text + "a30:\n  hosts: {h: }\n").utf8), to: directory.file("hosts.yml"))
        let program = BuiltProgram(folder: directory.path)
        let said = try await program.expect(1, ["inventory", "list", "-i", "hosts.yml", "--graph"])
        #expect(said.text.contains("more than 1000000 lines"))
        try await program.expect(0, ["inventory", "list", "-i", "hosts.yml", "--json"])
    }

    private func list(_ example: InventoryCase) async throws -> (json: String, graph: String) {
        let directory = try TemporaryDirectory(prefix: "inventory")
        if let project = try example.project() {
            try AtomicFile.write(Array(project.utf8), to: directory.file("cjctl.yaml"))
        }
        let program = BuiltProgram(folder: directory.path)
        let inventories = try example.sources().flatMap { ["-i", FilePath.join(example.folder, $0)] }
        let json = try await program.expect(0, ["inventory", "list", "--json"] + inventories)
        let graph = try await program.expect(0, ["inventory", "list", "--graph"] + inventories)
        return (json.result.outputText, graph.result.outputText)
    }
}

/// The ansible-inventory that `script/ansible` installs.
enum Ansible {
    static let program = FilePath.join(InventoryCase.root, ".build/ansible/bin/ansible-inventory")
    static let isThere = File.exists(program)

    /// What it prints of some inventories; it warns of much on its other stream.
    static func inventory(
        _ sources: [String], playbooks: String?, _ option: String, in folder: String
    ) async throws -> String {
        let words = sources.flatMap { ["-i", $0] } + (playbooks.map { ["--playbook-dir", $0] } ?? []) + [option]
        let result = try await ProcessRunner.run(
            [program] + words, workingDirectory: folder, deadline: .seconds(120))
        #expect(result.status.isSuccess, "\(result.errorText)")
        return result.outputText
    }
}
