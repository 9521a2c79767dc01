/// How a process ended.
public enum ProcessStatus: Hashable, Sendable, CustomStringConvertible {
    /// By itself, with an exit code (0…255).
    case exited(Int32)
    /// By a signal that it did not catch.
    case signalled(Int32)

    /// True for exit code 0.
    public var isSuccess: Bool { self == .exited(0) }

    /// `exit code 1` or `signal 9`.
    public var description: String {
        switch self {
        case .exited(let code): "exit code \(code)"
        case .signalled(let number): "signal \(number)"
        }
    }
}

/// What a finished process left.
public struct ProcessResult: Hashable, Sendable {
    /// How it ended.
    public let status: ProcessStatus
    /// What it wrote to standard output, up to the limit.
    public let output: [UInt8]
    /// What it wrote to standard error, up to the limit.
    public let errorOutput: [UInt8]
    /// True when one of the two was longer than its limit: the rest was read and dropped.
    public let isTruncated: Bool
    /// From start to end.
    public let elapsed: Duration

    /// Standard output as text; bytes that are not UTF-8 become U+FFFD.
    public var outputText: String { String(decoding: output, as: UTF8.self) }
    /// Standard error as text; bytes that are not UTF-8 become U+FFFD.
    public var errorText: String { String(decoding: errorOutput, as: UTF8.self) }
}
