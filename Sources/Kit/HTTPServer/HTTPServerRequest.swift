/// One request, wholly received.
public struct HTTPServerRequest: Sendable {
    /// A name and a value, as a header or a query has them.
    public typealias Field = (name: String, value: String)

    /// The method as sent, in capitals by HTTP's rule (`GET`, `POST`).
    public let method: String
    /// The path with percent-encoding undone and without the query.
    public let path: String
    /// The fields of the query in the order sent, percent-encoding undone.
    public let query: [Field]
    /// The headers in the order sent.
    public let headers: [Field]
    /// The body, at most the server's `bodyBytes`.
    public let body: [UInt8]

    /// A request, for a handler's tests.
    public init(
        method: String, path: String, query: [Field] = [], headers: [Field] = [], body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }

    /// The first value that the query gives this name.
    public func queryValue(_ name: String) -> String? {
        query.first { $0.name == name }?.value
    }

    /// The first header of this name; letter case does not matter (RFC 9110 §5.1).
    public func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }
}
