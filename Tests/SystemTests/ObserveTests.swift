import Files
import Glibc
import Processes
import SQLite
import Testing

@Suite("cjctl observe", .serialized)
struct ObserveTests {
    /// A project of a node that answers and one where nobody listens.
    private final class Project {
        let directory: TemporaryDirectory
        let server: WebServer
        var program: BuiltProgram { BuiltProgram(folder: directory.path) }
        var samples: String { directory.file("kept/samples.db") }

        init() async throws {
            directory = try TemporaryDirectory(prefix: "observe")
            let node = directory.file("node")
            try Directory.makeWithParents("\(node)/v1")
            try AtomicFile.write(Array(#"{"status":"ok"}"#.utf8), to: "\(node)/health")
            let status = #"{"version":"v4.0.0","height":7,"peers":{"connected":2,"configured":3}}"#
            try AtomicFile.write(Array(status.utf8), to: "\(node)/v1/status")
            server = try await WebServer(folder: node)
            let project = "inventory: hosts.yml\nledger: kept/ledger.db\nservice: {name: x, manager: systemd}\n"
            try AtomicFile.write(Array(project.utf8), to: directory.file("cjctl.yaml"))
            let paths = "cj_network: n, cj_role: observer, cj_install_root: /opt/x, cj_state_dir: /s"
            let hosts = """
                all:
                  hosts:
                    a: {ansible_host: 127.0.0.2, cj_api: 'http://127.0.0.1:\(server.port)', \(paths)/a}
                    gone: {ansible_host: 127.0.0.3, cj_api: 'http://127.0.0.1:1', \(paths)/gone}

                """
            try AtomicFile.write(Array(hosts.utf8), to: directory.file("hosts.yml"))
        }

        /// How many samples of a kind there are, and the newest's time.
        func kept(_ node: String, _ figure: String, kind: Int64 = 0, after time: Int64 = 0) throws -> Int {
            guard File.exists(samples) else { return 0 }
            let found = try Database(path: samples, access: .readOnly).rows(
                "SELECT COUNT(*) FROM raw WHERE node = ? AND figure = ? AND kind = ? AND at > ?",
                [.text(node), .text(figure), .integer(kind), .integer(time)])
            return Int(found.first?.integer(0) ?? 0)
        }

        func edges() throws -> (first: Int64, last: Int64) {
            let row = try Database(path: samples, access: .readOnly).rows("SELECT MIN(at), MAX(at) FROM raw").first
            return (row?.integer(0) ?? 0, row?.integer(1) ?? 0)
        }
    }

    @Test("keeps what nodes say and that one says nothing, is killed and goes on, and ends at Ctrl-C with 0")
    func killed() async throws {
        let project = try await Project()
        let words = ["observe", "--interval", "1s"]
        let first = try await project.program.begin(words)
        try await eventually("a few looks are kept") { (try? project.kept("a", "height")) ?? 0 >= 2 }
        first.signal(SIGKILL)
        _ = try? await first.ended()
        let before = try project.edges()
        #expect(try project.kept("gone", "up", kind: 1) >= 1)
        #expect(try Database(path: project.samples, access: .readOnly).integrityProblems() == [])

        let second = try await project.program.begin(words)
        try await eventually("looks are kept again") {
            (try? project.kept("a", "height", after: before.last)) ?? 0 >= 2
        }
        let third = try await project.program.expect(2, words)
        #expect(third.text.contains("being observed already"), "\(third)")
        second.signal(SIGINT)
        let ended = try await second.ended()
        #expect(ended.code == 0, "\(ended)")
        #expect(ended.text.contains("gone: does not answer: "), "\(ended)")
        #expect(ended.text.contains("1 of 2 hosts silent at the end"), "\(ended)")
        let values = try Database(path: project.samples, access: .readOnly).rows(
            "SELECT DISTINCT figure, value FROM raw WHERE node = 'a' AND figure != 'latency' ORDER BY figure")
        #expect(
            values.map { "\($0.text(0) ?? "") \($0.real(1) ?? -1)" }
                == ["height 7.0", "peers 2.0", "peers_configured 3.0", "up 1.0"])
        // Nobody made anything up for the time in between.
        let rows = try Database(path: project.samples, access: .readOnly).rows(
            "SELECT SUM(usable), SUM(missing), SUM(bad) FROM minutes WHERE figure = 'up'")
        let raw = try project.kept("a", "up")
        let silent = try project.kept("gone", "up", kind: 1)
        #expect(rows.first?.integer(0) == Int64(raw) && rows.first?.integer(1) == Int64(silent))
        #expect(rows.first?.integer(2) == 0)
    }

    @Test("prints a unit that systemd takes, and says what is wrong with an interval")
    func unit() async throws {
        let project = try await Project()
        let said = try await project.program.expect(0, ["observe", "--unit", "--interval", "10s", "--limit", "a*"])
        #expect(!File.exists(project.samples))
        let path = project.directory.file("cjctl-observe.service")
        try AtomicFile.write(said.result.output, to: path)
        #expect(said.text.contains("WorkingDirectory=\(project.directory.path)\n"), "\(said)")
        #expect(said.text.contains("cjctl observe --interval 10s --limit \"a*\"\n"), "\(said)")
        let wrong = try await project.program.expect(64, ["observe", "--interval", "2h"])
        #expect(wrong.text.contains("a time from 1s to 1m"), "\(wrong)")
        guard File.exists("/usr/bin/systemd-analyze") else { return }
        let checked = try await ProcessRunner.run(["systemd-analyze", "verify", path], deadline: .seconds(60))
        #expect(checked.status.isSuccess, "\(checked.errorText)")
    }
}
