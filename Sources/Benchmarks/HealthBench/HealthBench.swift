import Glibc
import HTTP
import Reactor

/// Measures what polling nodes over kept connections costs the client: `script/bench health` raises the servers and calls it.
@main
struct HealthBench {
    private static let usage = "usage: HealthBench NODES FIRST-PORT ROUNDS PATH\n"
    /// Generous, for the servers share the processors.
    private static let deadline = Duration.seconds(60)

    static func main() async {
        let words = Array(CommandLine.arguments.dropFirst())
        guard words.count == 4, let nodes = Int(words[0]), let first = Int(words[1]), let rounds = Int(words[2]),
            nodes > 0, nodes <= HTTPClient.maximumTransfers, rounds > 0, first > 0, first + nodes <= 65_536
        else {
            say(usage, to: STDERR_FILENO)
            _exit(64)
        }
        let urls = (0..<nodes).map { "http://127.0.0.1:\(first + $0)\(words[3])" }
        do {
            say(try await measure(urls, rounds).joined(separator: "\n") + "\n", to: STDOUT_FILENO)
        } catch {
            say("\(error)\n", to: STDERR_FILENO)
            _exit(1)
        }
    }

    private static func say(_ text: String, to descriptor: Int32) {
        let bytes = Array(text.utf8)
        _ = unsafe write(descriptor, bytes, bytes.count)
    }

    private static func measure(_ urls: [String], _ rounds: Int) async throws -> [String] {
        let reactor = try Reactor()
        let client = try HTTPClient(on: reactor)
        // On the reactor's thread from the first step to the last: no task changes threads.
        return try await Task(executorPreference: reactor) {
            let start = Cost.now
            try await poll(urls, client)
            let connected = Cost.now
            for _ in 0..<rounds { try await poll(urls, client) }
            let end = Cost.now
            return [
                (connected - start).line("connect + one probe", probes: urls.count),
                (end - connected).line("a further probe", probes: urls.count * rounds),
                "most memory: \(Cost.peakMegabytes) MB",
            ]
        }.value
    }

    private static func poll(_ urls: [String], _ client: HTTPClient) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for url in urls {
                group.addTask {
                    let answer = try await client.send(HTTPRequest(.get, url, deadline: deadline))
                    guard answer.status == 200, !answer.body.isEmpty else { throw WrongAnswer(status: answer.status) }
                }
            }
            try await group.waitForAll()
        }
    }

    private struct WrongAnswer: Error {
        let status: Int
    }
}
