import HTTP
import Reactor
import Testing

@Suite("Redirects")
struct HTTPRedirectTests {
    let client: HTTPClient

    init() throws { client = try HTTPClient(on: Reactor(named: "http-redirect-tests")) }

    /// Sends `/hop` to `place`, itself for nil; anything else is answered with the path and the authorization it came with.
    private func server(to place: @escaping @Sendable () -> String) throws -> LoopbackServer {
        try LoopbackServer { exchange in
            if exchange.path == "/hop" {
                exchange.send("HTTP/1.1 302 Found\r\nLocation: \(place())\r\nContent-Length: 0\r\n\r\n")
            } else {
                exchange.answer(
                    "200 OK", Array("\(exchange.path) \(exchange.header("Authorization") ?? "nobody")".utf8))
            }
            return true
        }
    }

    private func request(_ url: String, _ redirects: HTTPRedirects) -> HTTPRequest {
        HTTPRequest(
            .get, url, headers: [.init("Authorization", "somebody")], deadline: .seconds(60), redirects: redirects)
    }

    @Test("to the same host and port is followed where that is allowed, and else an answer that says where it points")
    func same() async throws {
        let server = try server { "/status" }
        defer { server.stop() }
        let followed = try await client.send(request(server.url("/hop"), .sameHost))
        #expect(followed.body == Array("/status somebody".utf8))
        let answer = try await client.send(request(server.url("/hop"), .none))
        #expect(answer.status == 302 && answer.location == server.url("/status"))
    }

    @Test(
        "to another port, which may be another node, is refused; to an allowed host it is followed without what proves us"
    )
    func other() async throws {
        let other = try server { "/" }
        defer { other.stop() }
        let there = other.url("/there")
        let server = try server { there }
        defer { server.stop() }
        let error = await expect(.redirected) { try await client.send(request(server.url("/hop"), .sameHost)) }
        #expect(error?.message.contains("redirects to \(there), which") == true)
        await expect(.redirected) { try await client.send(request(server.url("/hop"), .to(["example.com"]))) }
        #expect(other.accepted == 0)
        let followed = try await client.send(request(server.url("/hop"), .to(["127.0.0.1"])))
        #expect(followed.body == Array("/there nobody".utf8))
    }

    @Test("round and round is refused after a few, and so is another protocol")
    func loop() async throws {
        let server = try server { "/hop" }
        defer { server.stop() }
        let error = await expect(.redirected) { try await client.send(request(server.url("/hop"), .sameHost)) }
        #expect(error?.message.contains("more than 5 redirects") == true)
        let file = try self.server { "file:///etc/passwd" }
        defer { file.stop() }
        await expect(.redirected) { try await client.send(request(file.url("/hop"), .to(["", "127.0.0.1"]))) }
    }

    @Test("of a POST are never followed")
    func post() async throws {
        let server = try server { "/status" }
        defer { server.stop() }
        let answer = try await client.send(
            HTTPRequest(.post, server.url("/hop"), deadline: .seconds(60), redirects: .sameHost))
        #expect(answer.status == 302)
    }
}
