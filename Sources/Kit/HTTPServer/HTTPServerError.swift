/// Why a server could not be started.
public struct HTTPServerError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, for callers that decide by it.
    public enum Code: Sendable {
        /// The address is no numeric IPv4 or IPv6 address.
        case addressInvalid
        /// Somebody listens on this address and port already.
        case addressInUse
        /// The system refused the socket for another reason; the message carries it.
        case socketRefused
        /// The library did not start its thread.
        case startFailed
    }

    /// What went wrong, for callers that decide by it.
    public let code: Code
    /// What went wrong, for people.
    public let message: String

    /// The message.
    public var description: String { message }
}
