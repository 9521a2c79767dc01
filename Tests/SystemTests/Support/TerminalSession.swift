import Files
import Processes
import Testing

/// The built program at a terminal of its own, with a person who answers what it asks.
struct TerminalSession {
    static let isAvailable = File.exists("/usr/bin/python3")
    static let skipReason = "SKIPPED, NOT PASSED: a terminal takes python3 (apt-get install python3)"

    /// Runs a program at a terminal of its own and answers each question once, in their order, as soon as it stands there.
    private static let person = """
        import os, pty, select, sys, time
        answers, program = sys.argv[1].split("\\x1f"), sys.argv[2:]
        answers = [a.split("\\x1e") for a in answers if a]
        pid, terminal = pty.fork()
        if pid == 0:
            os.execv(program[0], program)
        said, seen, start = b"", 0, time.time()
        while time.time() - start < 100:
            if select.select([terminal], [], [], 1)[0]:
                try:
                    piece = os.read(terminal, 4096)
                except OSError:
                    break
                if not piece:
                    break
                said += piece
            if answers and answers[0][0].encode() in said[seen:]:
                seen = said.index(answers[0][0].encode(), seen) + len(answers[0][0].encode())
                os.write(terminal, answers.pop(0)[1].encode("latin-1"))
        sys.stdout.buffer.write(said)
        sys.stdout.flush()
        status = os.waitpid(pid, 0)[1]
        sys.exit(os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
        """

    /// What was said at the terminal, the echo of what was typed included, and how it ended.
    struct Transcript {
        let text: String
        let code: Int32

        func count(_ question: String) -> Int { text.ranges(of: question).count }
    }

    /// - Parameters:
    ///   - answers: a question, or the end of it, and what is typed then.
    ///   - variables: of the environment, besides ours; CI is not among them unless said.
    static func run(
        _ words: [String], in folder: String, variables: [String: String],
        answers: [(question: String, answer: String)] = []
    ) async throws -> Transcript {
        let script = answers.map { "\($0.question)\u{1e}\($0.answer)" }.joined(separator: "\u{1f}")
        let result = try await ProcessRunner.run(
            ["python3", "-c", person, script, BuiltProgram.path] + words,
            environment: .inheritedWith(["CI": "", "SSH_AUTH_SOCK": ""].merging(variables) { $1 }),
            workingDirectory: folder, deadline: BuiltProgram.patience)
        guard case .exited(let code) = result.status else { return Transcript(text: result.outputText, code: -1) }
        return Transcript(text: result.outputText, code: code)
    }
}
