import Glibc
import HTTPServer
import Testing

@Suite("HTTP server")
struct HTTPServerTests {
    private static func exchange(_ text: String, with server: HTTPServer) throws -> String {
        let connection = try #require(RawConnection(port: server.port))
        connection.say(text)
        return connection.everything()
    }

    private static func echoing(limits: HTTPServerLimits = HTTPServerLimits()) throws -> HTTPServer {
        try HTTPServer(address: "127.0.0.1", port: 0, limits: limits) { request in
            let fields = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
            let said = String(decoding: request.body, as: UTF8.self)
            return .text("\(request.method) \(request.path) [\(fields)] <\(request.header("x-mark") ?? "-")> {\(said)}")
        }
    }

    @Test("method, path, query, headers and body reach the handler, decoded")
    func everythingReachesTheHandler() throws {
        let server = try Self.echoing()
        defer { server.stop() }
        let head = "POST /a%20b?x=1&y=%C3%A9&flag HTTP/1.1\r\nHost: h\r\nX-Mark: seen\r\nConnection: close\r\n"
        let answer = try Self.exchange(head + "Content-Length: 4\r\n\r\nbody", with: server)
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.contains("Content-Type: text/plain; charset=utf-8\r\n"))
        #expect(answer.hasSuffix("\r\n\r\nPOST /a b [x=1;y=é;flag=] <seen> {body}"))
    }

    @Test("status, content type and body are the handler's")
    func answerIsTheHandlers() throws {
        let server = try HTTPServer(address: "127.0.0.1", port: 0) { _ in
            var answer = HTTPServerResponse.json(Array("{}".utf8), status: 503)
            answer.headers.append((name: "Retry-After", value: "1"))
            return answer
        }
        defer { server.stop() }
        let answer = try Self.exchange("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", with: server)
        #expect(answer.hasPrefix("HTTP/1.1 503 "))
        #expect(answer.contains("Content-Type: application/json\r\n"))
        #expect(answer.contains("Retry-After: 1\r\n"))
        #expect(answer.contains("Content-Length: 2\r\n"))
        #expect(answer.hasSuffix("\r\n\r\n{}"))
    }

    @Test("one connection carries several requests")
    func connectionIsKept() throws {
        let server = try Self.echoing()
        defer { server.stop() }
        let answer = try Self.exchange(
            "GET /one HTTP/1.1\r\nHost: h\r\n\r\nGET /two HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
            with: server)
        #expect(answer.contains("GET /one [] <-> {}"))
        #expect(answer.contains("GET /two [] <-> {}"))
    }

    @Test("a HEAD request gets the length and no body")
    func headHasNoBody() throws {
        let server = try Self.echoing()
        defer { server.stop() }
        let answer = try Self.exchange("HEAD /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", with: server)
        #expect(answer.contains("Content-Length: 17\r\n"))
        #expect(answer.hasSuffix("\r\n\r\n"))
    }

    @Test("a body announced over the limit is refused with 413 before it is read")
    func announcedBodyOverLimit() throws {
        var limits = HTTPServerLimits()
        limits.bodyBytes = 10
        let server = try Self.echoing(limits: limits)
        defer { server.stop() }
        let head = "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: "
        #expect(try Self.exchange(head + "10\r\n\r\n0123456789", with: server).hasPrefix("HTTP/1.1 200 "))
        #expect(try Self.exchange(head + "11\r\n\r\n", with: server).hasPrefix("HTTP/1.1 413 "))
    }

    @Test("a body of unannounced length is cut off at the limit and never handled")
    func chunkedBodyOverLimit() throws {
        var limits = HTTPServerLimits()
        limits.bodyBytes = 10
        let server = try Self.echoing(limits: limits)
        defer { server.stop() }
        let head = "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
        let within = try Self.exchange(head + "5\r\nabcde\r\n5\r\nfghij\r\n0\r\n\r\n", with: server)
        #expect(within.hasSuffix("{abcdefghij}"))
        let over = try Self.exchange(head + "6\r\nabcdef\r\n5\r\nghijk\r\n0\r\n\r\n", with: server)
        #expect(!over.contains("200 OK"))
    }

    @Test("a connection over the limit for its address is closed unanswered, and served once the other has gone")
    func connectionLimit() throws {
        var limits = HTTPServerLimits()
        limits.connectionsPerAddress = 1
        let server = try Self.echoing(limits: limits)
        defer { server.stop() }
        let request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
        do {
            let holder = try #require(RawConnection(port: server.port))
            holder.say("GET / HTTP/1.1\r\n")
            #expect(try Self.exchange(request, with: server).isEmpty)
        }
        // The library notices the closed connection in its own time; asking again is bounded.
        let closing = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
        let end = ContinuousClock.now + .seconds(20)
        var served = false
        while !served && ContinuousClock.now < end {
            served = try Self.exchange(closing, with: server).contains("200 OK")
            // A pause, so that the refused connections, which it has to clean up as well, leave it time to notice.
            if !served { _ = poll(nil, 0, 20) }
        }
        #expect(served)
    }

    @Test("a port that is taken and an address that is none are told apart")
    func refusals() throws {
        let server = try Self.echoing()
        defer { server.stop() }
        let port = server.port
        let taken = #expect(throws: HTTPServerError.self) {
            try HTTPServer(address: "127.0.0.1", port: port) { _ in .text("") }
        }
        #expect(taken?.code == .addressInUse)
        #expect(taken?.message.contains("127.0.0.1 port \(port)") == true)
        let wrong = #expect(throws: HTTPServerError.self) {
            try HTTPServer(address: "localhost", port: 0) { _ in .text("") }
        }
        #expect(wrong?.code == .addressInvalid)
    }

    @Test("after stop nobody listens, the port is free at once, and stopping again is harmless")
    func stopFreesThePort() throws {
        let server = try Self.echoing()
        let port = server.port
        _ = try Self.exchange("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", with: server)
        server.stop()
        server.stop()
        #expect(RawConnection(port: port) == nil)
        let next = try HTTPServer(address: "127.0.0.1", port: port) { _ in .text("next") }
        defer { next.stop() }
        let answer = try Self.exchange("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", with: next)
        #expect(answer.hasSuffix("next"))
    }
}
