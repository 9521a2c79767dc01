/// A complete answer, whatever its status.
public struct HTTPResponse: Sendable, Equatable {
    public var status: Int
    public var body: [UInt8]
    /// What the server says it is, as it says it.
    public var contentType: String?
    /// Where a redirect points, as an absolute URL.
    public var location: String?
    public var timing: HTTPTiming
    /// From the start of the transfer to its last byte.
    public var elapsed: Duration { timing.total }

    public init(
        status: Int, body: [UInt8], contentType: String? = nil, location: String? = nil, timing: HTTPTiming
    ) {
        self.status = status
        self.body = body
        self.contentType = contentType
        self.location = location
        self.timing = timing
    }
}
