/// Why vectors cannot be run.
public struct VectorError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, for callers that decide by it.
    public enum Code: Sendable {
        /// The file is no file of vectors.
        case fileInvalid
        /// The library cannot be loaded, or lacks a function.
        case libraryInvalid
        /// The node does not answer, or knows no vectors.
        case nodeSilent
    }

    /// What went wrong, for callers that decide by it.
    public let code: Code
    /// What failed, where and why.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
