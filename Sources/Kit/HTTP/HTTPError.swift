/// Why there is no answer. A status such as 500 is an answer, not an error.
public struct HTTPError: Error, Equatable, CustomStringConvertible {
    public enum Code: Sendable {
        /// The request itself is not sendable: URL, header or body.
        case invalidRequest
        /// The host's name has no address.
        case resolve
        /// Nobody listens there.
        case refused
        /// No route, or another failure to connect.
        case unreachable
        /// The deadline passed, at whatever stage.
        case timedOut
        /// The certificate or the handshake of TLS was not acceptable.
        case tls
        /// The answer points to a place that the request does not allow, or round and round.
        case redirected
        /// The connection broke before the answer was complete.
        case lost
        /// What came is not an HTTP answer.
        case malformedAnswer
        /// The answer is longer than the request allows.
        case tooLarge
        /// The waiting task was cancelled.
        case cancelled
        /// libcurl or the system failed: out of memory or descriptors.
        case system
    }

    public let code: Code
    /// What failed and where; holds no query and no user information of the URL.
    public let message: String
    /// How far the request had come when its time was up; nil for other errors.
    public let stage: HTTPStage?

    init(_ code: Code, _ message: String, stage: HTTPStage? = nil) {
        self.code = code
        self.message = message
        self.stage = stage
    }

    public var description: String { message }
}
