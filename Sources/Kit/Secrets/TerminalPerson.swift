internal import Glibc
internal import Terminal

/// Somebody at this process's terminal who can be asked, one question at a time.
public struct TerminalPerson: Sendable {
    /// Who answers, or why nobody does: completes "nobody can be asked, for …".
    public enum Presence: Sendable {
        case here(TerminalPerson)
        case nobody(String)
    }

    /// Looks whether anybody would see a question and could answer it. A script's output or a CI's log is no place for one,
    /// even where a terminal could be opened.
    ///
    /// - Parameter environment: of the process; `CI` counts.
    public static func look(_ environment: [String: String]) -> Presence {
        if let name = environment["CI"], !name.isEmpty, name != "false" { return .nobody("CI is set") }
        guard isatty(STDIN_FILENO) == 1 else { return .nobody("standard input is no terminal") }
        guard isatty(STDERR_FILENO) == 1 else { return .nobody("standard error is no terminal") }
        let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { return .nobody("there is no terminal") }
        close(terminal)
        return .here(TerminalPerson())
    }

    /// Asks for something that is not shown while it is typed.
    public func secret(_ prompt: String) async throws(SecretError) -> Secret {
        try await SecretSource.terminal(prompt: TerminalText.escaped(prompt)).read()
    }

    /// Asks for a line that is shown; it may be empty.
    ///
    /// - Parameter prompt: its lines are escaped one by one, for they may hold what a host or a file says.
    public func line(_ prompt: String) async throws(SecretError) -> String {
        let lines = prompt.split(separator: "\n", omittingEmptySubsequences: false).map(TerminalText.escaped)
        let answer = try await TerminalQuestion.ask(lines.joined(separator: "\n"), showing: .theAnswer)
        return String(decoding: answer, as: UTF8.self)
    }

    /// Has another program of ours ask at the terminal, when nobody else does; nil when cancelled before that.
    public func whileAnotherAsks<Answer: Sendable, Failure: Error>(
        _ ask: () async throws(Failure) -> Answer
    ) async throws(Failure) -> Answer? {
        try await TerminalDesk.process.whenItsTurn(ask)
    }
}
