/// What a handler answers.
public struct HTTPServerResponse: Sendable {
    /// A header's name and value.
    public typealias Field = (name: String, value: String)

    /// The status code (RFC 9110 §15).
    public var status: Int
    /// Headers besides `Content-Length`, which the server adds.
    public var headers: [Field]
    /// The body; a `HEAD` request gets its length only.
    public var body: [UInt8]

    /// A response with this content type.
    public init(status: Int, contentType: String, body: [UInt8]) {
        self.status = status
        self.headers = [(name: "Content-Type", value: contentType)]
        self.body = body
    }

    /// A short text in UTF-8.
    public static func text(_ text: String, status: Int = 200) -> HTTPServerResponse {
        HTTPServerResponse(status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
    }

    /// A JSON document that is encoded already.
    public static func json(_ document: [UInt8], status: Int = 200) -> HTTPServerResponse {
        HTTPServerResponse(status: status, contentType: "application/json", body: document)
    }
}
