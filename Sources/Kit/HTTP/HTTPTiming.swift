/// How long after a transfer's start it got how far (libcurl's own clock). A stage that there was no need for, such as
/// connecting over a kept connection, takes no time.
public struct HTTPTiming: Sendable, Equatable {
    /// The host's name had an address.
    public var lookup: Duration
    /// The connection stood.
    public var connect: Duration
    /// The handshake of TLS was done; zero without one.
    public var handshake: Duration
    /// The first byte of the answer came.
    public var firstByte: Duration
    /// The last byte came.
    public var total: Duration

    public init(
        lookup: Duration = .zero, connect: Duration = .zero, handshake: Duration = .zero, firstByte: Duration = .zero,
        total: Duration = .zero
    ) {
        self.lookup = lookup
        self.connect = connect
        self.handshake = handshake
        self.firstByte = firstByte
        self.total = total
    }
}

/// How far a request came before it failed.
public enum HTTPStage: String, Sendable {
    case lookup = "looking up the name"
    case connect = "connecting"
    case handshake = "agreeing on TLS"
    case answer = "waiting for the answer"
    case body = "receiving the answer"
}
