/// Why a file could not be read, written, moved or locked.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, for code that has to decide; nobody branches on the message.
    public enum Code: Hashable, Sendable {
        /// The kernel refused, with the reason.
        case system(SystemError)
        /// The content is longer than the limit given, in bytes.
        case tooLarge(limit: Int)
        /// A directory holds more entries than the limit given, or is nested deeper.
        case tooManyEntries(limit: Int)
        /// The name contains a NUL byte and cannot reach the kernel whole.
        case illegalPath
    }

    /// What was tried: a verb such as `open`, `rename`, `fsync`.
    public let operation: String
    /// The path it was tried on, as given.
    public let path: String
    /// What went wrong.
    public let code: Code

    /// An error for one path and one operation.
    public init(_ operation: String, _ path: String, _ code: Code) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    /// True when the path does not exist.
    public var isNotFound: Bool { code == .system(.notFound) }

    /// The reason alone, in the C library's words where it is the kernel's.
    public var reason: String {
        switch code {
        case .system(let error): "\(error)"
        case .tooLarge(let limit): "longer than \(limit) bytes"
        case .tooManyEntries(let limit): "more than \(limit) entries or levels"
        case .illegalPath: "the name contains a NUL byte"
        }
    }

    /// One line: the operation, the path and the reason.
    public var description: String { "cannot \(operation) \(path): \(reason)" }
}
