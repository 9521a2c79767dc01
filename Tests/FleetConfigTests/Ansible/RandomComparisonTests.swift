import Files
import FleetModel
import Foundation
import Processes
import SeededNumbers
import Testing

@testable import FleetConfig

/// Inventories that nobody wrote, against what Ansible makes of them. A seed that ever failed stays in `kept`.
@Suite(
    "inventories of seeds, beside Ansible", .serialized,
    .enabled(if: RandomComparison.isThere, "ansible-core is not installed: script/ansible"))
struct RandomComparisonTests {
    @Test("every value, host and group is what ansible-inventory prints", arguments: RandomComparison.seeds)
    func listing(seed: UInt64) async throws {
        let made = RandomInventory(seed: seed)
        let directory = try TemporaryDirectory(prefix: "seeded")
        try AtomicFile.write(Array(made.text.utf8), to: directory.file(made.name))
        let sources = InventorySources(files: [InventoryFile(path: made.name, bytes: Array(made.text.utf8))])
        let listing = InventoryListing.read(sources)
        let expected = try await RandomComparison.run(
            ["ansible-inventory", "-i", made.name, "--list"], in: directory.path)
        #expect(listing.value.map { $0.json + "\n" } == expected, "seed \(seed):\n\(made.text)\(listing.diagnostics)")
    }

    @Test("patterns mean the same hosts", arguments: RandomComparison.seeds)
    func patterns(seed: UInt64) async throws {
        let made = RandomInventory(seed: seed)
        let directory = try TemporaryDirectory(prefix: "seeded")
        try AtomicFile.write(Array(made.text.utf8), to: directory.file(made.name))
        let sources = InventorySources(files: [InventoryFile(path: made.name, bytes: Array(made.text.utf8))])
        let inventory = try RandomComparison.inventory(try #require(InventoryListing.read(sources).value))
        var generator = SeededGenerator(seed: seed).fork(7)
        let hosts = inventory.fleet.hosts.map(\.id.rawValue)
        guard !hosts.isEmpty else { return }
        let patterns = (0..<40).map { _ in RandomPattern(&generator, groups: made.groups, hosts: hosts).text }
        let said = try await RandomComparison.run(
            ["python", FilePath.join(RandomComparison.root, "script/ansible-hosts"), made.name] + patterns,
            in: directory.path)
        let expected = try JSONDecoder().decode([[String]].self, from: Data(said.utf8))
        let selection = HostSelection(inventory)
        for (pattern, wanted) in zip(patterns, expected) {
            do throws(HostSelectionError) {
                #expect(try selection.hosts(matching: pattern).map(\.rawValue) == wanted, "seed \(seed): \(pattern)")
            } catch {
                // We refuse where a term means nothing; Ansible goes on with what is left.
                let terms = HostSelection.terms(of: pattern)
                let isEmpty = terms.contains { term in
                    let bare = term.drop { $0 == "&" || $0 == "!" }
                    return (try? selection.hosts(matching: String(bare))) == nil
                }
                #expect(wanted.isEmpty || isEmpty, "seed \(seed): \(pattern): \(error)")
            }
        }
    }
}

/// Where Ansible is, and which seeds are asked.
enum RandomComparison {
    static let root = (0..<4).reduce(#filePath) { path, _ in FilePath.parent(of: path) }
    private static let programs = FilePath.join(root, ".build/ansible/bin")
    static let isThere = File.exists(FilePath.join(programs, "ansible-inventory"))

    /// Seeds that once found something.
    private static let kept: [UInt64] = []
    static let seeds: [UInt64] =
        kept + (ProcessInfo.processInfo.environment["CJCTL_TEST_LONG"] == nil ? Array(1...5) : Array(1...150))

    /// A program of Ansible's environment; what it prints.
    static func run(_ words: [String], in folder: String) async throws -> String {
        let result = try await ProcessRunner.run(
            ["/usr/bin/env", "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED=1", FilePath.join(programs, words[0])]
                + words.dropFirst(), workingDirectory: folder, deadline: .seconds(120))
        #expect(result.status.isSuccess, "\(words): \(result.errorText)")
        return result.outputText
    }

    /// The same hosts and groups as a selection needs them.
    static func inventory(_ listing: InventoryListing) throws -> Inventory {
        let members = listing.hostsOfGroups
        let hosts = try listing.hostNames.map { name in
            Host(
                id: try #require(HostID(rawValue: name)),
                connection: Connection(
                    address: "127.0.0.1", port: 22, user: "u", identityFiles: [], knownHostsFiles: []),
                network: try #require(NetworkID(rawValue: "net")), role: .observer, votingPower: .zero,
                isCanary: false, zone: nil, paths: HostPaths(installRoot: "/opt", stateDirectory: "/var/lib"),
                probes: ProbeAddresses(api: "http://127.0.0.1:1", metrics: nil))
        }
        return Inventory(
            fleet: Fleet(hosts: hosts, networks: []), groups: members.mapValues { $0.compactMap(HostID.init) })
    }
}

extension InventoryListing {
    /// Every group with its hosts, those of inner groups included, in order of names.
    fileprivate var hostsOfGroups: [String: [String]] {
        let document = (try? JSONSerialization.jsonObject(with: Data(json.utf8))) as? [String: Any] ?? [:]
        func members(_ name: String, _ depth: Int) -> Set<String> {
            guard depth < 40, let group = document[name] as? [String: Any] else { return [] }
            let own = Set(group["hosts"] as? [String] ?? [])
            return (group["children"] as? [String] ?? []).reduce(own) { $0.union(members($1, depth + 1)) }
        }
        var groups: [String: [String]] = [:]
        for name in document.keys where name != "_meta" { groups[name] = members(name, 0).sorted() }
        groups["all"] = hostNames.sorted()
        return groups
    }
}
