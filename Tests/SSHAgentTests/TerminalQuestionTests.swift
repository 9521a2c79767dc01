import Files
import LoopbackSSH
import Processes
import Testing

@Suite(
    "Asking for a passphrase at a terminal",
    .enabled(
        if: LoopbackSSH.isAvailable && LoopbackAgent.isAvailable && File.exists("/usr/bin/python3"),
        "SKIPPED, NOT PASSED: it takes sshd, ssh-agent and python3"))
struct TerminalQuestionTests {
    /// Runs a program at a terminal of its own, answers its question for a passphrase once, and repeats what it said.
    private static let person = """
        import os, pty, select, sys, time
        pid, terminal = pty.fork()
        if pid == 0:
            for name in ("SSH_ASKPASS", "SSH_ASKPASS_REQUIRE", "DISPLAY", "WAYLAND_DISPLAY", "SSH_AUTH_SOCK"):
                os.environ.pop(name, None)
            os.execv(sys.argv[2], sys.argv[2:])
        said, answered, start = b"", False, time.time()
        while time.time() - start < 60:
            if select.select([terminal], [], [], 1)[0]:
                try:
                    piece = os.read(terminal, 4096)
                except OSError:
                    break
                said += piece
                if b"passphrase" in said and not answered:
                    os.write(terminal, sys.argv[1].encode().decode("unicode_escape").encode())
                    answered = True
        print(said.decode())
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 255)
        """

    /// What 10 logins with an encrypted key say when the question for its passphrase is answered so.
    private func logIn(answering answer: String) async throws -> ProcessResult {
        let fixture = try await AgentFixture()
        let key = try await fixture.key("ed25519", options: ["-N", "sesame"])
        let known = "\(fixture.server.folder)/known_hosts"
        try AtomicFile.write(Array(try fixture.server.knownHostsLine().utf8), to: known)
        let own = try File.readSymbolicLink("/proc/self/exe")
        let program = FilePath.join(FilePath.parent(of: own), "SSHBench")
        let place = "\(fixture.server.address):\(fixture.server.port)"
        return try await ProcessRunner.run(
            ["python3", "-c", Self.person, answer, program, fixture.server.user, key, known, "10", "1"]
                + [String](repeating: place, count: 10),
            deadline: .seconds(120))
    }

    @Test("one answer logs in everywhere, and is not shown")
    func right() async throws {
        let result = try await logIn(answering: "sesame\\n")
        #expect(result.status.isSuccess, "\(result.outputText)")
        #expect(result.outputText.split(separator: "Enter passphrase for", omittingEmptySubsequences: false).count == 2)
        #expect(!result.outputText.contains("sesame"))
    }

    @Test("no answer is an error that names the key")
    func empty() async throws {
        let result = try await logIn(answering: "\\n")
        #expect(result.status == .exited(1), "\(result.outputText)")
        #expect(result.outputText.contains("/key_ed25519: the key has a passphrase"))
    }

    @Test("Ctrl-C at the question ends the program too")
    func interrupted() async throws {
        let result = try await logIn(answering: "\\x03")
        #expect(result.status == .exited(254), "\(result.outputText)")
    }
}
