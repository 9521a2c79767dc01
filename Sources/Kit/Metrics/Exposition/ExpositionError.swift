/// Why a text is no exposition, and where.
public struct ExpositionError: Error, Equatable, CustomStringConvertible {
    public enum Code: Sendable {
        /// A token is missing, is not what belongs there, or is too much.
        case syntax
        /// A value or timestamp is not a number that the format knows.
        case number
        /// `# TYPE`, `# HELP` or `# UNIT` says something twice, too late, or unknown.
        case metadata
        /// A bucket or quantile lacks the label that says which one it is.
        case label
        /// The same series stands there twice.
        case duplicate
        /// A text that is not UTF-8.
        case encoding
        /// The text ends before its end: without a line feed, or without OpenMetrics' `# EOF`.
        case incomplete
        /// More than `ExpositionLimits` allows.
        case limit
    }

    public let code: Code
    /// Counted from 1.
    public let line: Int
    /// In bytes, counted from 1.
    public let column: Int
    public let message: String

    public var description: String { "line \(line), column \(column): \(message)" }
}
