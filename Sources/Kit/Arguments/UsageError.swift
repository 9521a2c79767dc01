/// A command line that cannot be followed: what is wrong with it and what to type instead.
public struct UsageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The exit code for it (sysexits.h, `EX_USAGE`).
    public static let exitCode: Int32 = 64

    /// What is wrong, without `error:`.
    public let message: String
    /// The nearest thing that would have been understood.
    public let suggestion: String?
    /// The command it was meant for, the program's name first: `cjctl lab up`.
    public let command: String

    /// An error about the words of one command.
    public init(_ message: String, suggestion: String? = nil, command: String) {
        self.message = message
        self.suggestion = suggestion
        self.command = command
    }

    /// Two lines: the error with its suggestion, and where to read more.
    public var description: String {
        let hint = suggestion.map { " (did you mean '\($0)'?)" } ?? ""
        return "error: \(message)\(hint)\nSee '\(command) --help'."
    }
}
