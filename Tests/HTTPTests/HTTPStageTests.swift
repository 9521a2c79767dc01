import HTTP
import Reactor
import Testing

@Suite("Deadlines by stage")
struct HTTPStageTests {
    let client: HTTPClient

    init() throws { client = try HTTPClient(on: Reactor(named: "http-stage-tests")) }

    @Test("a server that says nothing is given up at the answer's deadline, long before the whole's")
    func silent() async throws {
        let server = try LoopbackServer { exchange in
            exchange.drain()
            return false
        }
        defer { server.stop() }
        let error = await expect(.timedOut) {
            try await client.send(
                HTTPRequest(.get, server.url("/"), deadline: .seconds(600), answerDeadline: .milliseconds(100)))
        }
        #expect(error?.stage == .answer)
        #expect(error?.message.hasSuffix("ms while waiting for the answer") == true, "\(error?.message ?? "")")
    }

    @Test("an answer that began in time may take as long as the whole allows")
    func slowBody() async throws {
        let server = try LoopbackServer { exchange in
            exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")
            exchange.send("o")
            guard exchange.staysOpen(milliseconds: 700) else { return false }
            exchange.send("k")
            return true
        }
        defer { server.stop() }
        let answer = try await client.send(
            HTTPRequest(.get, server.url("/"), deadline: .seconds(600), answerDeadline: .milliseconds(500)))
        #expect(answer.body == Array("ok".utf8))
    }

    @Test("a whole that is up in the middle of an answer says so")
    func body() async throws {
        let server = try LoopbackServer { exchange in
            exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no")
            exchange.drain()
            return false
        }
        defer { server.stop() }
        let error = await expect(.timedOut) {
            try await client.send(HTTPRequest(.get, server.url("/"), deadline: .milliseconds(500)))
        }
        #expect(error?.stage == .body)
    }

    @Test("a connection alone tells whether somebody listens, whatever he speaks")
    func connect() async throws {
        let server = try LoopbackServer { _ in false }
        defer { server.stop() }
        let timing = try await client.connect(to: "127.0.0.1:\(server.port)", deadline: .seconds(60))
        #expect(timing.connect > .zero)
        let port = try LoopbackServer.unusedPort()
        await expect(.refused) { try await client.connect(to: "127.0.0.1:\(port)", deadline: .seconds(60)) }
    }
}
