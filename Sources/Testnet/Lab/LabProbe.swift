internal import CanonicalJSON
internal import HTTP
internal import Reactor

/// Looks at the nodes of a lab over HTTP.
struct LabProbe: Sendable {
    private let client: HTTPClient

    /// Time that one answer may take.
    private static let deadline = Duration.seconds(2)
    /// Bytes of one answer.
    private static let longestAnswer = 64 * 1024

    /// What is read of a node's status.
    struct Status: Decodable, Sendable {
        let version: String
        let height: Int
    }

    init(on reactor: Reactor) throws(LabError) {
        do throws(HTTPError) {
            client = try HTTPClient(on: reactor)
        } catch {
            throw LabError(.programFailed, "no HTTP client: \(error)")
        }
    }

    /// What the node says of itself; nil when it does not answer.
    func status(of node: LabNode) async -> Status? {
        guard let response = await get("\(node.apiURL)/v1/status"), response.status == 200 else { return nil }
        return try? CanonicalJSON.decode(Status.self, from: response.body)
    }

    /// Nil when the node says that it is healthy, otherwise what it says instead.
    func complaint(of node: LabNode) async -> String? {
        guard let response = await get("\(node.apiURL)/health") else { return "it does not answer at \(node.apiURL)" }
        return response.status == 200 ? nil : String(decoding: response.body, as: UTF8.self)
    }

    private func get(_ url: String) async -> HTTPResponse? {
        try? await client.send(HTTPRequest(.get, url, deadline: Self.deadline, maximumBody: Self.longestAnswer))
    }
}
