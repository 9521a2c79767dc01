public import FleetModel

/// Asks a server one thing, as an operator does by hand.
public protocol Inquirer: Sendable {
    /// One request and its answer, whatever the status.
    func ask(_ inquiry: Inquiry) async throws(InquiryFailure) -> InquiryAnswer
    /// Opens a connection and closes it again; how long it took to stand, in microseconds.
    func connect(to host: String, port: UInt16, within limit: TimeSpan) async throws(InquiryFailure) -> Int64
}

/// What to ask, and how much time and room the answer has.
public struct Inquiry: Sendable, Equatable {
    /// `http` or `https`.
    public var url: String
    /// What the answer may be, for the `Accept` header.
    public var accepted: String?
    /// JSON to send; nil asks with GET.
    public var json: [UInt8]?
    /// For the whole exchange.
    public var deadline: TimeSpan
    /// Of the answer's body, in bytes; a longer one is refused while it arrives.
    public var maximumBody: Int
    /// Whether a redirect is followed on the same host, and to which others; nil takes it for the answer.
    public var redirects: Set<String>?

    public init(
        _ url: String, accepted: String? = nil, json: [UInt8]? = nil, deadline: TimeSpan, maximumBody: Int,
        redirects: Set<String>? = nil
    ) {
        self.url = url
        self.accepted = accepted
        self.json = json
        self.deadline = deadline
        self.maximumBody = maximumBody
        self.redirects = redirects
    }
}

/// An answer, and when it came how far, in microseconds since the start.
public struct InquiryAnswer: Sendable, Equatable {
    public struct Timing: Sendable, Equatable {
        public var lookup: Int64
        public var connect: Int64
        /// Zero without TLS.
        public var handshake: Int64
        public var firstByte: Int64
        public var total: Int64

        public init(lookup: Int64, connect: Int64, handshake: Int64, firstByte: Int64, total: Int64) {
            self.lookup = lookup
            self.connect = connect
            self.handshake = handshake
            self.firstByte = firstByte
            self.total = total
        }
    }

    public var status: Int
    public var contentType: String?
    /// Where a redirect that was not followed points.
    public var location: String?
    public var body: [UInt8]
    public var timing: Timing

    public init(status: Int, contentType: String?, location: String?, body: [UInt8], timing: Timing) {
        self.status = status
        self.contentType = contentType
        self.location = location
        self.body = body
        self.timing = timing
    }
}

/// Why there is no answer; holds no query and no user information of the URL.
public struct InquiryFailure: Error, Equatable, CustomStringConvertible {
    public enum Code: String, Sendable {
        case invalid, resolve, refused, unreachable, timedOut, tls, redirected, lost, malformed, tooLarge, cancelled,
            system
    }

    public let code: Code
    public let description: String

    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
