/// Why there is no key.
public struct ValidatorKeyError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, for callers that decide by it.
    public enum Code: Sendable {
        /// The file cannot be read or written, or one stands where a new key should go.
        case file
        /// Others than its owner may read the file.
        case open
        /// It is no key.
        case malformed
        /// The system has no randomness or memory.
        case system
    }

    /// What went wrong, for callers that decide by it.
    public let code: Code
    /// What went wrong, for people; never a part of the key.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
