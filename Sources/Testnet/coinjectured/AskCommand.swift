import FoundationEssentials
import HTTP
import Reactor

/// `coinjectured status` and `coinjectured parity-report`: what a running node says, in words.
struct AskCommand {
    /// Base of the node's API.
    let url: String

    /// The API of a node on this machine, by the documents' port.
    static let defaultURL = "http://127.0.0.1:12346"
    private static let deadline = Duration.seconds(5)

    private struct Status: Decodable {
        struct Peers: Decodable {
            let connected: Int
            let configured: Int
        }
        let version: String
        let network: String
        let node: String
        let role: String
        let height: Int
        let finalized_height: Int
        let mode: String
        let peers: Peers
        let uptime: Int
    }

    private struct Statistics: Decodable {
        let mode: String
        let total_verifications: Int
        let divergences: Int
        let rust_errors: Int
        let fallback_to_legacy: Int
        let legacy_mean_ms: Double?
        let rust_mean_ms: Double?
    }

    /// Prints what `/v1/status` says.
    func status() async throws(HTTPError) {
        let said = try await ask(Status.self, "/v1/status")
        Coinjectured.say(
            """
            \(said.node)  \(said.role) of \(said.network)  coinjectured \(said.version)  mode \(said.mode)
            height \(said.height)  final \(said.finalized_height)  peers \(said.peers.connected)/\(said.peers.configured)  \
            up \(said.uptime) s

            """)
    }

    /// Prints how well the engines agree; true when there is neither a difference nor a failure.
    func parityReport() async throws(HTTPError) -> Bool {
        let said = try await ask(Statistics.self, "/v1/consensus/stats")
        let isClean = said.divergences == 0 && said.rust_errors == 0 && said.fallback_to_legacy == 0
        let mean = { (milliseconds: Double?) in
            milliseconds.map { "\(Int(($0 * 1000).rounded())) us a block" } ?? "not asked"
        }
        Coinjectured.say(
            """
            \(isClean ? "clean" : "NOT CLEAN")  mode \(said.mode)  \(said.total_verifications) blocks judged
              divergences \(said.divergences)  core errors \(said.rust_errors)  fallbacks \(said.fallback_to_legacy)
              legacy engine   \(mean(said.legacy_mean_ms))
              refactored one  \(mean(said.rust_mean_ms))

            """)
        return isClean
    }

    private func ask<Answer: Decodable>(_ type: Answer.Type, _ path: String) async throws(HTTPError) -> Answer {
        let reactor: Reactor
        do throws(ReactorError) {
            reactor = try Reactor(named: "ask")
        } catch {
            Coinjectured.end(1, "coinjectured: \(error)\n")
        }
        let response = try await HTTPClient(on: reactor).send(HTTPRequest(.get, url + path, deadline: Self.deadline))
        guard response.status == 200, let answer = try? JSONDecoder().decode(type, from: Data(response.body)) else {
            Coinjectured.end(1, "coinjectured: \(url)\(path) answers \(response.status), not what a node says\n")
        }
        return answer
    }
}
