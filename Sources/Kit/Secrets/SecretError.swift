/// Why a secret could not be had. Never holds any of it.
public struct SecretError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: Hashable, Sendable {
        /// The words do not name a place.
        case unknownSource
        /// The file, variable or program is not there, or does not give it.
        case unavailable
        /// There is no terminal to ask at, or the person ended the question.
        case notAnswered
        /// The person ended the program at the question.
        case interrupted
        /// It is empty, too long, or holds a line break or a NUL byte.
        case unusable
    }

    public let code: Code
    /// Where it should have come from, as it was named.
    public let source: String
    public let reason: String

    public init(_ code: Code, _ source: String, _ reason: String) {
        self.code = code
        self.source = source
        self.reason = reason
    }

    public var description: String { "\(source): \(reason)" }
}
