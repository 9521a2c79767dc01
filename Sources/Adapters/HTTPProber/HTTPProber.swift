import CanonicalJSON
public import FleetModel
public import HTTP
public import Reactor
public import RolloutEngine
public import RolloutPlanning

/// Looks at nodes over HTTP: `/health`, then `/v1/status` (seeds 001, 004).
///
/// Lives on the reactor's thread, as its connections do: a look hops between threads once and not at every answer.
public actor HTTPProber: Prober {
    /// For one look. A node that takes longer is silent.
    public static let deadline = Duration.seconds(3)
    /// Of one answer; a longer one is refused while it arrives.
    public static let maximumBody = 64 << 10

    private let reactor: Reactor
    private let client: HTTPClient

    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe reactor.asUnownedSerialExecutor() }

    /// - Throws: `HTTPError` when libcurl has no memory.
    public init(on reactor: Reactor) throws(HTTPError) {
        self.reactor = reactor
        client = try HTTPClient(on: reactor)
    }

    public func look(at host: Host) async -> HealthReading {
        do throws(HTTPError) {
            let health = try await get(host.probes.api + "/health")
            let status = try await get(host.probes.api + "/v1/status")
            return reading(health: health, status: status)
        } catch {
            return .silent(error.message)
        }
    }

    private func get(_ url: String) async throws(HTTPError) -> HTTPResponse {
        try await client.send(HTTPRequest(.get, url, deadline: Self.deadline, maximumBody: Self.maximumBody))
    }

    private func reading(health: HTTPResponse, status: HTTPResponse) -> HealthReading {
        guard status.status == 200 else { return .silent("/v1/status answers \(status.status)") }
        guard let said = try? CanonicalJSON.decode(StatusAnswer.self, from: status.body) else {
            return .silent("/v1/status is not what a node says")
        }
        return .answered(
            NodeReport(
                complaint: complaint(health), version: said.version, height: said.height,
                peersConnected: said.peers.connected, peersConfigured: said.peers.configured))
    }

    private func complaint(_ health: HTTPResponse) -> String? {
        guard health.status != 200 else { return nil }
        let said = try? CanonicalJSON.decode(HealthAnswer.self, from: health.body)
        let reasons = said?.reasons?.joined(separator: "; ") ?? ""
        return "/health answers \(health.status)\(reasons.isEmpty ? "" : ": \(reasons)")"
    }
}

/// What `/v1/status` holds, as far as it is used here.
private struct StatusAnswer: Decodable {
    struct Peers: Decodable {
        let connected: Int
        let configured: Int
    }
    let version: String
    let height: UInt64
    let peers: Peers
}

/// What `/health` holds.
private struct HealthAnswer: Decodable {
    let status: String
    let reasons: [String]?
}
