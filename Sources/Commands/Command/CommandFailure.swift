/// A command that could not do what was asked: what to print, and what to end with.
public struct CommandFailure: Error, Sendable {
    public let lines: [String]
    public let code: ExitCode

    public init(_ code: ExitCode, _ lines: [String]) {
        self.code = code
        self.lines = lines
    }

    /// One clear error: what, then where, why and what next as facts.
    public init(_ code: ExitCode, _ what: String, facts: [String] = [], next: String? = nil) {
        self.code = code
        lines = ["error: \(what)"] + facts.map { "  \($0)" } + (next.map { ["  next      \($0)"] } ?? [])
    }
}
