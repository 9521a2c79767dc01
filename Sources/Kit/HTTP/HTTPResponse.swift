/// A complete answer, whatever its status.
public struct HTTPResponse: Sendable, Equatable {
    public var status: Int
    public var body: [UInt8]
    /// From the start of the transfer to its last byte.
    public var elapsed: Duration

    public init(status: Int, body: [UInt8], elapsed: Duration) {
        self.status = status
        self.body = body
        self.elapsed = elapsed
    }
}
