import HTTP
import Reactor
import Testing

@Suite("Sending HTTP requests to a real server")
struct HTTPClientTests {
    let client: HTTPClient

    init() throws { client = try HTTPClient(on: Reactor(named: "http-tests")) }

    @Test("a GET brings status, body and the time it took")
    func get() async throws {
        let server = try LoopbackServer { exchange in
            exchange.answer(
                exchange.path == "/health" ? "200 OK" : "404 Not Found", [UInt8]("ok \(exchange.path)".utf8))
            return true
        }
        defer { server.stop() }
        let response = try await client.send(HTTPRequest(.get, server.url("/health")))
        #expect(response.status == 200)
        #expect(response.body == [UInt8]("ok /health".utf8))
        #expect(response.elapsed > .zero && response.elapsed < .seconds(10))
        #expect(try await client.send(HTTPRequest(.get, server.url("/none"))).status == 404)
    }

    @Test("a POST carries its body, of any bytes and length, and its headers; a later GET does not")
    func post() async throws {
        let server = try LoopbackServer { exchange in
            let type = exchange.header("Content-Type") ?? "none"
            exchange.answer(
                "200 OK", [UInt8]("\(exchange.head.prefix(4))|\(type)|\(exchange.body.count)|".utf8) + exchange.body)
            return true
        }
        defer { server.stop() }
        for body in [[], [0, 1, 0, 255], [UInt8](repeating: 7, count: 3_000_000)] {
            let request = HTTPRequest(
                .post, server.url("/rpc"), headers: [.init("Content-Type", "application/json")], body: body,
                maximumBody: 4_000_000)
            let answer = try await client.send(request).body
            #expect(answer == [UInt8]("POST|application/json|\(body.count)|".utf8) + body)
        }
        #expect(try await client.send(HTTPRequest(.get, server.url("/"))).body == [UInt8]("GET |none|0|".utf8))
    }

    @Test("requests to one host share a connection, and go on when the server has closed it")
    func reuse() async throws {
        let server = try LoopbackServer { exchange in
            exchange.answer("200 OK", [])
            return exchange.path != "/last"
        }
        defer { server.stop() }
        for _ in 0..<20 { _ = try await client.send(HTTPRequest(.get, server.url("/"))) }
        #expect(server.accepted == 1)
        _ = try await client.send(HTTPRequest(.get, server.url("/last")))
        #expect(try await client.send(HTTPRequest(.get, server.url("/"))).status == 200)
        #expect(server.accepted == 2)
    }

    @Test("200 requests at once are all answered")
    func concurrent() async throws {
        let server = try LoopbackServer { exchange in
            exchange.answer("200 OK", [UInt8](exchange.path.utf8))
            return true
        }
        defer { server.stop() }
        let answers = try await withThrowingTaskGroup(of: (Int, [UInt8]).self) { group in
            for index in 0..<200 {
                group.addTask { (index, try await client.send(HTTPRequest(.get, server.url("/\(index)"))).body) }
            }
            return try await group.reduce(into: [Int: [UInt8]]()) { $0[$1.0] = $1.1 }
        }
        #expect(answers.count == 200)
        for (index, body) in answers { #expect(body == [UInt8]("/\(index)".utf8)) }
    }

    @Test("a server that never answers costs the deadline and no more")
    func hanging() async throws {
        let server = try LoopbackServer { exchange in
            exchange.drain()
            return false
        }
        defer { server.stop() }
        let start = ContinuousClock.now
        await expect(.timedOut) {
            try await client.send(HTTPRequest(.get, server.url("/"), deadline: .milliseconds(100)))
        }
        #expect(ContinuousClock.now - start >= .milliseconds(100))
        #expect(ContinuousClock.now - start < .seconds(30))
    }

    @Test("a server that drips its answer is cut off at the deadline")
    func dripping() async throws {
        let server = try LoopbackServer { exchange in
            exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
            while exchange.send("x"), exchange.staysOpen(milliseconds: 1) {}
            return false
        }
        defer { server.stop() }
        await expect(.timedOut) {
            try await client.send(HTTPRequest(.get, server.url("/"), deadline: .milliseconds(100)))
        }
    }

    @Test("an endless body is refused at the limit, a body of exactly the limit is not")
    func endless() async throws {
        let server = try LoopbackServer { exchange in
            guard exchange.path == "/endless" else {
                exchange.answer("200 OK", [UInt8](repeating: 1, count: 1000))
                return true
            }
            exchange.send("HTTP/1.1 200 OK\r\n\r\n")
            while exchange.send([UInt8](repeating: 0, count: 65_536)) {}
            return false
        }
        defer { server.stop() }
        await expect(.tooLarge) {
            try await client.send(HTTPRequest(.get, server.url("/endless"), maximumBody: 100_000))
        }
        #expect(try await client.send(HTTPRequest(.get, server.url("/"), maximumBody: 1000)).body.count == 1000)
        await expect(.tooLarge) {
            try await client.send(HTTPRequest(.get, server.url("/"), maximumBody: 999))
        }
    }

    @Test("endless headers are refused at the limit")
    func endlessHeaders() async throws {
        let server = try LoopbackServer { exchange in
            exchange.send("HTTP/1.1 200 OK\r\n")
            while exchange.send("X-Filler: \(String(repeating: "f", count: 1000))\r\n") {}
            return false
        }
        defer { server.stop() }
        await expect(.tooLarge) { try await client.send(HTTPRequest(.get, server.url("/"))) }
    }

    @Test(
        "what is not HTTP is called so",
        arguments: ["SSH-2.0-OpenSSH_9.2\r\n", "garbage\n\n\n", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"])
    func garbage(_ reply: String) async throws {
        let server = try LoopbackServer { exchange in
            exchange.send(reply)
            return false
        }
        defer { server.stop() }
        await expect(.malformedAnswer) {
            try await client.send(HTTPRequest(.get, server.url("/")))
        }
    }

    @Test(
        "a connection that breaks in the middle is lost",
        arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfew"])
    func lost(_ reply: String) async throws {
        let server = try LoopbackServer { exchange in
            exchange.send(reply)
            return false
        }
        defer { server.stop() }
        await expect(.lost) { try await client.send(HTTPRequest(.get, server.url("/"))) }
    }

    @Test("a port on which nobody listens refuses, and the message names it")
    func refused() async throws {
        let url = "http://127.0.0.1:\(try LoopbackServer.unusedPort())/status"
        let error = await expect(.refused) { try await client.send(HTTPRequest(.get, url)) }
        #expect(error?.message.contains(url) == true)
    }

    @Test("a redirect is an answer and is not followed")
    func redirect() async throws {
        let server = try LoopbackServer { exchange in
            exchange.send("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")
            return true
        }
        defer { server.stop() }
        #expect(try await client.send(HTTPRequest(.get, server.url("/"))).status == 302)
        #expect(server.accepted == 1)
    }

    @Test("cancelling the task ends its request at once and leaves the others alone")
    func cancelled() async throws {
        let server = try LoopbackServer { exchange in
            if exchange.path == "/hang" { exchange.drain() }
            exchange.answer("200 OK", [])
            return true
        }
        defer { server.stop() }
        for turn in 0..<50 {
            let hanging = Task { try await client.send(HTTPRequest(.get, server.url("/hang"))) }
            for _ in 0..<(turn % 5) { await Task.yield() }
            hanging.cancel()
            await expect(.cancelled) { try await hanging.value }
            #expect(try await client.send(HTTPRequest(.get, server.url("/"))).status == 200)
        }
    }

    @Test(
        "what libcurl could misread is refused before it is sent",
        arguments: [
            HTTPRequest(.get, "ftp://127.0.0.1/"), HTTPRequest(.get, "file:///etc/passwd"), HTTPRequest(.get, ""),
            HTTPRequest(.get, "http:///path"), HTTPRequest(.get, "http://127.0.0.1/a b"),
            HTTPRequest(.get, "http://127.0.0.1/", body: [1]),
            HTTPRequest(.get, "http://127.0.0.1/", headers: [.init("X", "a\r\nHost: b")]),
            HTTPRequest(.get, "http://127.0.0.1/", headers: [.init("X:", "a")]),
        ])
    func invalid(_ request: HTTPRequest) async throws {
        await expect(.invalidRequest) { try await client.send(request) }
    }

    @Test("no message repeats the secrets of a URL")
    func secrets() async throws {
        let port = try LoopbackServer.unusedPort()
        let url = "http://user:word@127.0.0.1:\(port)/path?token=hidden#part"
        let error = await expect(.refused) { try await client.send(HTTPRequest(.get, url)) }
        #expect(error?.message.hasPrefix("http://127.0.0.1:\(port)/path: ") == true)
        #expect(error?.message.contains("word") == false && error?.message.contains("hidden") == false)
    }
}
