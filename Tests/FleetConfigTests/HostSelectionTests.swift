import FleetModel
import Testing

@testable import FleetConfig

@Suite("Host patterns")
struct HostSelectionTests {
    private func selection() throws -> HostSelection {
        func id(_ name: String) throws -> HostID { try #require(HostID(rawValue: name)) }
        let names = ["db-a", "db-b", "lone.example", "web1", "web2", "web3", "web4"]
        let hosts = try names.map { try Self.host(id($0)) }
        let groups = [
            "all": names, "web": ["web1", "web2", "web3", "web4"], "db": ["db-a", "db-b"],
            "staging": ["db-a", "lone.example", "web1"], "void": [], "ungrouped": [],
        ]
        return HostSelection(
            Inventory(
                fleet: Fleet(hosts: hosts, networks: []), groups: try groups.mapValues { try $0.map { try id($0) } }))
    }

    private static func host(_ id: HostID) throws -> Host {
        Host(
            id: id,
            connection: Connection(
                address: "127.0.0.1", port: 22, user: "u", identityFiles: [], knownHostsFiles: []),
            network: try #require(NetworkID(rawValue: "net")), role: .observer, votingPower: .zero, isCanary: false,
            zone: nil, paths: HostPaths(installRoot: "/opt", stateDirectory: "/var/lib"),
            probes: ProbeAddresses(api: "http://127.0.0.1:1", metrics: nil))
    }

    @Test(
        "a pattern means what it means to Ansible",
        arguments: [
            ("web1", "web1"), ("web", "web1 web2 web3 web4"), ("all", "db-a db-b lone.example web1 web2 web3 web4"),
            ("*", "db-a db-b lone.example web1 web2 web3 web4"), ("web1:db", "db-a db-b web1"),
            ("web1,db", "db-a db-b web1"), (" web1 , db-a ", "db-a web1"), ("web:&staging", "web1"),
            ("web:!staging", "web2 web3 web4"), ("!staging:web", "web2 web3 web4"), ("&staging:web", "web1"),
            ("!db", "lone.example web1 web2 web3 web4"), ("&staging", "db-a lone.example web1"),
            ("web:db:&staging:!web1", "db-a"), ("!web1:&staging:db:web", "db-a"), ("web[0]", "web1"),
            ("web[-1]", "web4"), ("web[1:2]", "web2 web3"), ("web[2:]", "web3 web4"), ("web[0:0]", "web1"),
            ("web[1:99]", "web2 web3 web4"), ("web*", "web1 web2 web3 web4"), ("web?", "web1 web2 web3 web4"),
            ("web[13]", "ERROR"), ("we[b]1", "web1"), ("we[!b]1", "ERROR"), ("d[a-c]*", "db-a db-b"),
            ("*.example", "lone.example"),
            ("~web[13]", "web1 web3"), ("~web", "web1 web2 web3 web4"), ("~eb1", "ERROR"), ("~.*1$", "web1"),
            ("*a*", "db-a db-b lone.example web1 web2 web3 web4"), ("db*:!*b", "ERROR"), ("db*:!*-b", "db-a"),
            ("void:web1", "web1"),
            ("web1:web1", "web1"),
            ("web[0]:web[1]:!web2", "web1"), ("lone.example", "lone.example"), ("~(", "ERROR"), ("void", "ERROR"),
            ("web9", "ERROR"), ("web1:!web9", "ERROR"), ("web:!web", "ERROR"), ("web[4]", "ERROR"),
            ("web[3:1]", "ERROR"),
            ("", "db-a db-b lone.example web1 web2 web3 web4"),
        ])
    func meaning(_ pattern: String, _ expected: String) throws {
        let found: String
        do {
            found = try selection().hosts(matching: pattern).map(\.rawValue).joined(separator: " ")
        } catch is HostSelectionError {
            found = "ERROR"
        }
        #expect(found == expected, "\(pattern)")
    }

    @Test(
        "an error names the term, and what was probably meant",
        arguments: [
            ("wbe1", "there is no host and no group 'wbe1'", "did you mean 'web1'?"),
            ("web:!stagng", "there is no host and no group 'stagng'", "did you mean 'staging'?"),
            ("x*", "'x*' matches no host and no group", ""),
            ("web[7]", "'web[7]' has no such host: 'web' has 4", "the first is [0], the last [-1]"),
            ("web:!web", "no host is left of 'web:!web'", "the inventory has 7 hosts"),
        ])
    func errors(_ pattern: String, _ message: String, _ hint: String) throws {
        let error = #expect(throws: HostSelectionError.self) { try selection().hosts(matching: pattern) }
        #expect(
            error?.message == message && (error?.hint ?? "") == hint, "\(error?.message ?? "") \(error?.hint ?? "")")
    }

    @Test("a regular expression that its parser would not survive is refused before it is parsed")
    func deepExpressions() throws {
        let selection = try self.selection()
        for brackets in ["[", "("] {
            for count in [17, 500, 3000] {
                let pattern = "~" + String(repeating: brackets, count: count)
                let error = #expect(throws: HostSelectionError.self) { try selection.hosts(matching: [pattern]) }
                #expect(error?.message.hasPrefix("a regular expression has at most 512 bytes") == true)
            }
        }
        #expect(throws: HostSelectionError.self) {
            try selection.hosts(matching: ["~" + String(repeating: "a|", count: 300)])
        }
        let deep = String(repeating: "(", count: 16) + ".*" + String(repeating: ")", count: 16)
        #expect(try !selection.hosts(matching: ["~\(deep)"]).isEmpty)
    }

    @Test("a glob with many stars is matched without going through all ways")
    func costly() throws {
        let matcher = try NameMatcher("*a*a*a*a*a*a*a*a*a*b")
        #expect(!matcher.matches(String(repeating: "a", count: 2000)))
    }
}
