/// Why a stamp is none.
public struct ReleaseStampError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, for callers that decide by it.
    public enum Code: Sendable {
        case versionInvalid, lineInvalid, incomplete, faultUnknown
    }

    /// What went wrong, for callers that decide by it.
    public let code: Code
    /// What went wrong, for people.
    public let message: String

    /// The message.
    public var description: String { message }
}
