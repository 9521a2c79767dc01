internal import HTTP
internal import Reactor

/// What a node does for whoever knows its admin token.
struct NodeAdmin: Sendable {
    let lab: Lab
    let node: LabNode

    private static let deadline = Duration.seconds(5)

    /// Sets which engine judges blocks, until the next start.
    func setMode(_ mode: String) async throws(LabError) {
        let token = String(decoding: try LabFiles.read(node.adminToken), as: UTF8.self).split(separator: "\n").joined()
        let response: HTTPResponse
        do throws(HTTPError) {
            let client = try HTTPClient(on: lab.reactor)
            response = try await client.send(
                HTTPRequest(
                    .post, "\(node.apiURL)/v1/consensus/mode",
                    headers: [
                        HTTPRequest.Header("Authorization", "Bearer \(token)"),
                        HTTPRequest.Header("Content-Type", "application/json"),
                    ],
                    body: Array(#"{"mode":"\#(mode)"}"#.utf8), deadline: Self.deadline))
        } catch {
            throw LabError(.programFailed, "\(node.name) does not take a mode: \(error.message)")
        }
        guard response.status == 200 else {
            throw LabError(
                .programFailed, "\(node.name) does not take a mode: \(String(decoding: response.body, as: UTF8.self))")
        }
    }
}
