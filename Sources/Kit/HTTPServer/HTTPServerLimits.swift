/// What one server takes on at most. Every figure is per server.
public struct HTTPServerLimits: Sendable {
    /// Connections open at the same time; further ones wait in the system's queue until one closes.
    public var connections: UInt32 = 256
    /// Connections open at the same time from one address; further ones are closed at once.
    public var connectionsPerAddress: UInt32 = 128
    /// Seconds without a byte after which a connection is closed.
    public var idleSeconds: UInt32 = 30
    /// Bytes of request line and headers, with the library's own buffers.
    public var connectionMemory: Int = 32 * 1024
    /// Bytes of a request's body; a longer announced one is answered with 413, an unannounced one is cut off.
    public var bodyBytes: Int = 64 * 1024

    /// The limits above.
    public init() {}
}
