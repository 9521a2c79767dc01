import HTTP
import Reactor
import Testing

@Suite("Asking over TLS", .enabled(if: LoopbackTLS.isThere, "\(LoopbackTLS.skipReason)"))
struct HTTPTrustTests {
    @Test("a server counts when its authority is the chosen one and its name is right, and else not at all")
    func chosen() async throws {
        let reactor = try Reactor(named: "http-tls-tests")
        try await LoopbackTLS.with(on: reactor) { port, authority, stranger in
            let patience = Duration.seconds(60)
            let client = try HTTPClient(on: reactor, trusting: .authorities(file: authority))
            let answer = try await client.send(
                HTTPRequest(.get, "https://127.0.0.1:\(port)/status", deadline: patience))
            #expect(answer.status == 200 && answer.body == Array("secured".utf8))
            #expect(answer.contentType == "text/plain")
            #expect(answer.timing.connect > .zero && answer.timing.handshake >= answer.timing.connect)
            await expect(.tls) {
                try await client.send(HTTPRequest(.get, "https://localhost:\(port)/status", deadline: patience))
            }
            for trust in [HTTPTrust.system, .authorities(file: stranger), .authorities(file: "/nowhere.pem")] {
                let other = try HTTPClient(on: reactor, trusting: trust)
                await expect(.tls) {
                    try await other.send(HTTPRequest(.get, "https://127.0.0.1:\(port)/status", deadline: patience))
                }
            }
        }
    }

    @Test("a server that never speaks TLS costs the time for connecting, and the message says at what")
    func silent() async throws {
        let server = try LoopbackServer { exchange in
            exchange.drain()
            return false
        }
        defer { server.stop() }
        let client = try HTTPClient(on: try Reactor(named: "http-tls-tests"))
        let error = await expect(.timedOut) {
            try await client.send(
                HTTPRequest(
                    .get, "https://127.0.0.1:\(server.port)/", deadline: .seconds(600),
                    connectDeadline: .milliseconds(200)))
        }
        #expect(error?.stage == .handshake)
        #expect(error?.message.contains("while agreeing on TLS") == true)
    }
}
