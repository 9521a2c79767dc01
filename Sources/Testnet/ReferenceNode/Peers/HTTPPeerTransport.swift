internal import HTTP
internal import NodeFaults
internal import Reactor

/// Asks peers over HTTP, with connections kept open between questions.
struct HTTPPeerTransport: PeerTransport {
    private let client: HTTPClient
    private let reactor: Reactor
    /// Our own name, which peers are told.
    private let node: String
    private let board: FaultBoard

    init(on reactor: Reactor, node: String, board: FaultBoard) throws(NodeError) {
        self.reactor = reactor
        self.node = node
        self.board = board
        do throws(HTTPError) {
            client = try HTTPClient(on: reactor)
        } catch {
            throw NodeError(code: .system, message: error.message)
        }
    }

    func get(_ url: String, deadline: Duration, maximumBody: Int) async throws(PeerFailure) -> [UInt8] {
        let faults = board.faults
        if faults.severedPeers?.contains(where: { url.hasPrefix("\($0)/") }) == true {
            throw PeerFailure(reason: "no answer (a fault of the lab)")
        }
        if let delay = faults.peerDelay { await reactor.sleep(until: .now + .milliseconds(delay)) }
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try await client.send(
                HTTPRequest(
                    .get, url, headers: [HTTPRequest.Header(NodeFaults.nodeHeader, node)], deadline: deadline,
                    maximumBody: maximumBody))
        } catch {
            throw PeerFailure(reason: error.message)
        }
        guard response.status == 200 else { throw PeerFailure(reason: "it answers with status \(response.status)") }
        return response.body
    }
}
