/// One request: what to ask, how long it may take, how much answer is accepted.
public struct HTTPRequest: Sendable {
    /// GET and POST; a GET has no body.
    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    public struct Header: Sendable, Equatable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Longest URL accepted, in bytes.
    public static let maximumURLLength = 8192

    public var method: Method
    /// Absolute, `http` or `https`.
    public var url: String
    public var headers: [Header]
    /// Sent with a POST; its `Content-Type` is the caller's to set.
    public var body: [UInt8]
    /// For the whole exchange: lookup, connect, send, receive, redirects included.
    public var deadline: Duration
    /// For lookup, connection and handshake; nil where only the whole is bounded.
    public var connectDeadline: Duration?
    /// From the start to the first byte of an answer; nil where only the whole is bounded.
    public var answerDeadline: Duration?
    /// A longer answer is refused while it is being received.
    public var maximumBody: Int
    public var redirects: HTTPRedirects
    /// Connects, and asks nothing.
    var connectsOnly = false

    public init(
        _ method: Method = .get, _ url: String, headers: [Header] = [], body: [UInt8] = [],
        deadline: Duration = .seconds(10), connectDeadline: Duration? = nil, answerDeadline: Duration? = nil,
        maximumBody: Int = 1 << 20, redirects: HTTPRedirects = .none
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.deadline = deadline
        self.connectDeadline = connectDeadline
        self.answerDeadline = answerDeadline
        self.maximumBody = maximumBody
        self.redirects = redirects
    }

    /// `scheme://host:port/path` for messages: without user information and query, which may hold secrets.
    var displayName: String {
        let shown = url.prefix { $0 != "?" && $0 != "#" }
        let scheme = shown.prefix { $0 != ":" }
        return "\(scheme)://\(authority)\(shown.dropFirst(scheme.count + 3).drop { $0 != "/" })"
    }

    /// `host:port` as written, by which handles are kept.
    var authority: Substring {
        let rest = url.drop { $0 != ":" }.dropFirst(3).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return rest.lastIndex(of: "@").map { rest[rest.index(after: $0)...] } ?? rest
    }

    /// The same request to another place, with what is left of its time. What proves who asks stays with the first host.
    func redirected(to place: String, after spent: Duration) throws(HTTPError) -> HTTPRequest {
        var next = self
        next.url = place
        next.deadline = deadline - spent
        guard next.deadline > .zero else { throw HTTPError(.timedOut, "\(displayName): timed out", stage: .body) }
        if next.authority != authority {
            next.headers.removeAll { ["authorization", "cookie"].contains($0.name.lowercased()) }
        }
        return next
    }

    /// - Throws: `HTTPError` with `.invalidRequest` when libcurl would be given something it could misread.
    func validate() throws(HTTPError) {
        let lowercased = url.prefix(8).lowercased()
        guard lowercased.hasPrefix("http://") || lowercased.hasPrefix("https://"), !authority.isEmpty else {
            throw HTTPError(.invalidRequest, "a request needs an http or https URL with a host")
        }
        guard url.utf8.count <= Self.maximumURLLength, url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw HTTPError(
                .invalidRequest, "\(authority): a URL is printable ASCII of at most \(Self.maximumURLLength) bytes")
        }
        guard method == .post || body.isEmpty else {
            throw HTTPError(.invalidRequest, "\(displayName): a GET has no body")
        }
        for header in headers where !header.isWellFormed {
            throw HTTPError(.invalidRequest, "\(displayName): a header's name or value would end its line")
        }
    }
}

extension HTTPRequest.Header {
    fileprivate var isWellFormed: Bool {
        !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
            && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
}
