internal import HTTP
internal import Reactor

/// Asks peers over HTTP, with connections kept open between questions.
struct HTTPPeerTransport: PeerTransport {
    private let client: HTTPClient

    init(on reactor: Reactor) throws(NodeError) {
        do throws(HTTPError) {
            client = try HTTPClient(on: reactor)
        } catch {
            throw NodeError(code: .system, message: error.message)
        }
    }

    func get(_ url: String, deadline: Duration, maximumBody: Int) async throws(PeerFailure) -> [UInt8] {
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try await client.send(HTTPRequest(.get, url, deadline: deadline, maximumBody: maximumBody))
        } catch {
            throw PeerFailure(reason: error.message)
        }
        guard response.status == 200 else { throw PeerFailure(reason: "it answers with status \(response.status)") }
        return response.body
    }
}
