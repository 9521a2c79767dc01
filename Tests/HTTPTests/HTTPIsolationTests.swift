import HTTP
import Reactor
import Testing

/// One bad server never delays or changes what is heard of another.
@Suite("Bad servers among good ones")
struct HTTPIsolationTests {
    private static let gigabyte = 1 << 30

    /// What each bad server does with a request.
    private static let bad: [@Sendable (Exchange) -> Bool] = [
        { exchange in  // says nothing
            exchange.drain()
            return false
        },
        { exchange in  // drips for ever
            exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
            while exchange.send("x"), exchange.staysOpen(milliseconds: 1) {}
            return false
        },
        { exchange in  // a head that never ends, slowly
            exchange.send("HTTP/1.1 200 OK\r\n")
            while exchange.send("X: y\r\n"), exchange.staysOpen(milliseconds: 5) {}
            return false
        },
        { exchange in  // an endless body
            exchange.send("HTTP/1.1 200 OK\r\n\r\n")
            while exchange.send([UInt8](repeating: 0, count: 65_536)) {}
            return false
        },
        { exchange in  // a gigabyte, announced
            exchange.send("HTTP/1.1 200 OK\r\nContent-Length: \(gigabyte)\r\n\r\n")
            var sent = 0
            while sent < gigabyte, exchange.send([UInt8](repeating: 0, count: 65_536)) { sent += 65_536 }
            return false
        },
        { exchange in  // garbage
            exchange.send("\0\u{1}garbage\r\n\r\n")
            return false
        },
        { _ in false },  // hangs up
    ]

    @Test("every good server is heard, right and at once, while the bad ones are still waited for")
    func isolation() async throws {
        let client = try HTTPClient(on: Reactor(named: "http-isolation-tests"))
        let bad = try Self.bad.map { try LoopbackServer($0) }
        let good = try (0..<20).map { index in
            try LoopbackServer { exchange in
                exchange.answer("200 OK", Array("node \(index)".utf8))
                return true
            }
        }
        defer { for server in bad + good { server.stop() } }
        // Those that would take for ever get ten minutes: nobody must have to wait for them.
        let waiting = bad.map { server in
            Task { try await client.send(HTTPRequest(.get, server.url("/"), deadline: .seconds(600))) }
        }
        for _ in 0..<5 {
            let answers = try await withThrowingTaskGroup(of: (Int, HTTPResponse).self) { group in
                for (index, server) in good.enumerated() {
                    group.addTask {
                        (index, try await client.send(HTTPRequest(.get, server.url("/"), deadline: .seconds(300))))
                    }
                }
                return try await group.reduce(into: [Int: HTTPResponse]()) { $0[$1.0] = $1.1 }
            }
            for (index, answer) in answers { #expect(answer.body == Array("node \(index)".utf8)) }
            #expect(answers.count == good.count)
        }
        // One connection to each good server did, whatever the others are up to.
        #expect(good.allSatisfy { $0.accepted == 1 })
        await expect(.tooLarge) { try await waiting[3].value }
        await expect(.tooLarge) { try await waiting[4].value }
        await expect(.malformedAnswer) { try await waiting[5].value }
        await expect(.lost) { try await waiting[6].value }
        for task in waiting[0..<3] { task.cancel() }
        for task in waiting[0..<3] { await expect(.cancelled) { try await task.value } }
    }
}
