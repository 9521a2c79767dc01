import Files
import Glibc
import LoopbackSSH
import Processes
import Testing

@Suite("cjctl run, against a real server", .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"))
struct RunTests {
    @Test("equal outputs are folded; failed, unreachable and done have exit codes of their own")
    func folded() async throws {
        let project = try await RemoteProject(hosts: ["n-1", "n-2", "n-3"])
        let program = project.program
        let good = try await program.expect(
            0, project.words("run", ["-l", "up", "--", "sh", "-c", "printf 'a\\033[2Jb\\n'; echo e >&2"]))
        #expect(
            good.result.outputText.hasPrefix(
                "---------------\nn-[1-3] (3)\n---------------\na\\u{1B}[2Jb\nerr: e\n3 done, 0 failed, 0 unreachable"))
        let some = try await program.expect(4, project.words("run", ["--", "true"]))
        #expect(some.text.contains("gone-1: unreachable: ") && some.text.contains("3 done, 0 failed, 1 unreachable"))
        let bad = try await program.expect(1, project.words("run", ["-l", "n-2:gone-1", "--", "sh", "-c", "exit 9"]))
        #expect(bad.text.contains("n-2  exit 9") && bad.text.contains("0 done, 1 failed, 1 unreachable"))
    }

    @Test("words reach the host byte for byte, and the document says so")
    func words() async throws {
        let project = try await RemoteProject(hosts: ["n-1"])
        let hard = ["a b", "'", "$(reboot)", "`id`", "\\", "\n", "é\u{1F600}", "-n", "--", "*", "\u{1b}]0;x\u{7}", ""]
        let said = try await project.program.expect(
            0, project.words("run", ["-l", "up", "--json", "--", "printf", "%s|"] + hard))
        #expect(said.result.outputText.hasPrefix("{\"command\":[\"printf\"") && said.text.contains("\"version\":1"))
        let escaped = said.result.outputText.utf8.contains { $0 < 0x20 && $0 != 0x0A }
        #expect(!escaped, "a control character stands in the document")
        let plain = try await project.program.expect(
            0,
            project.words("run", ["-l", "up", "--", "sh", "-c", "printf %s \"$1\" | od -An -tx1", "x", "\u{1b}'\n\\"]))
        #expect(plain.text.contains("1b 27 0a 5c"))
    }

    @Test("a pattern that means nothing is said with what was probably meant, and nothing runs")
    func pattern() async throws {
        let project = try await RemoteProject(hosts: ["n-1", "n-2"])
        let program = project.program
        let wrong = try await program.expect(64, project.words("run", ["-l", "up:!n-3", "--", "true"]))
        #expect(
            wrong.text.contains("there is no host and no group 'n-3'") && wrong.text.contains("did you mean 'n-1'?"))
        try AtomicFile.write(Array("# mine\nn-2\n".utf8), to: "\(project.folder)/list")
        let listed = try await program.expect(0, project.words("run", ["-l", "@list", "--", "echo", "x"]))
        #expect(listed.text.contains("n-2\n---------------\nx\n1 done"))
        #expect(
            try await program.expect(64, project.words("run", ["-l", "@none", "--", "true"])).text.contains("none"))
        try await program.expect(64, project.words("run", []))
        try await program.expect(64, project.words("run", ["--forks", "0", "--", "true"]))
        let secret = try await program.expect(64, project.words("run", ["--sudo-password", "hunter2", "--", "true"]))
        #expect(!secret.text.contains("hunter2"))
    }

    @Test("Ctrl-C ends what runs on the hosts, and says what became of it")
    func interrupted() async throws {
        let project = try await RemoteProject(hosts: ["n-1", "n-2", "n-3"])
        let pids = "\(project.folder)/pids"
        let program = project.program
        let run = try await program.begin(
            project.words("run", ["-l", "up", "--forks", "2", "--", "sh", "-c", "echo $$ >> '\(pids)'; sleep 300"]))
        func remote() -> [String] {
            let text = (try? File.read(pids, limit: 1000)).map { String(decoding: $0, as: UTF8.self) } ?? ""
            return text.split(separator: "\n").map(String.init)
        }
        try await eventually("both commands run") { remote().count == 2 }
        kill(run.pid, SIGINT)
        let result = try await run.task.value
        #expect(result.status == .exited(130))
        #expect(
            result.outputText.contains("n-[1-2]: stopped: cancelled; its processes were ended\nn-3: not begun\n"),
            "\(result.outputText)")
        for pid in remote() { #expect(!File.exists("/proc/\(pid)/exe"), "\(pid) is still there") }
    }

    @Test("nothing that a host or an inventory says moves the cursor")
    func quietTerminal() async throws {
        let project = try await RemoteProject(hosts: ["n-1"])
        // Every character that a terminal could act on, on both streams, and in a message of the host's own.
        let script = """
            i=1; while [ $i -lt 256 ]; do printf "\\$(printf %03o $i)x"; i=$((i + 1)); done
            printf '\\302\\233\\342\\200\\256\\342\\200\\250\\033[2J\\033]0;x\\007'
            """
        for redirection in ["", " >&2"] {
            let said = try await project.program.expect(
                0, project.words("run", ["-l", "up", "--", "sh", "-c", "{ \(script); }\(redirection)"]))
            expectQuiet(said)
            #expect(said.text.contains("\\u{1B}[2J") && said.text.contains("\\u{202E}"))
        }
        let inventory = "all: {hosts: {\"bad\\ec\\u202e\": {\"k\\e]0;x\\a\": 1}}, \"ch\\rildren\": 1}\n"
        try AtomicFile.write(Array(inventory.utf8), to: "\(project.folder)/evil.yml")
        let refused = try await project.program.expect(64, ["run", "-i", "evil.yml", "--", "true"])
        expectQuiet(refused)
        #expect(refused.text.contains("bad\\u{1B}c\\u{202E}"), "\(refused)")
        expectQuiet(try await project.program.expect(64, project.words("run", ["-l", "n\u{1b}[2J", "--", "true"])))
    }

    private func expectQuiet(_ said: Said, at place: SourceLocation = #_sourceLocation) {
        let loud = said.text.unicodeScalars.filter { scalar in
            switch scalar.value {
            case 0x0A: false
            case 0..<0x20, 0x7F...0x9F, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
            default: false
            }
        }
        #expect(loud.isEmpty, "\(loud.map(\.value))", sourceLocation: place)
    }
}
