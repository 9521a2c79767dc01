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
        let request = HTTPRequest(.get, url, headers: headers, deadline: deadline, maximumBody: maximumBody)
        let response = try await send(request)
        guard response.status == 200 else { throw PeerFailure(reason: "it answers with status \(response.status)") }
        return response.body
    }

    func post(_ url: String, body: [UInt8], deadline: Duration) async throws(PeerFailure) {
        let type = HTTPRequest.Header("Content-Type", "application/json")
        let request = HTTPRequest(.post, url, headers: headers + [type], body: body, deadline: deadline)
        let response = try await send(request)
        guard (200..<300).contains(response.status) else {
            throw PeerFailure(reason: "it answers with status \(response.status)")
        }
    }

    private var headers: [HTTPRequest.Header] { [HTTPRequest.Header(NodeFaults.nodeHeader, node)] }

    private func send(_ request: HTTPRequest) async throws(PeerFailure) -> HTTPResponse {
        let faults = board.faults
        if faults.severedPeers?.contains(where: { request.url.hasPrefix("\($0)/") }) == true {
            throw PeerFailure(reason: "no answer (a fault of the lab)")
        }
        if let delay = faults.peerDelay { await reactor.sleep(until: .now + .milliseconds(delay)) }
        do throws(HTTPError) {
            return try await client.send(request)
        } catch {
            throw PeerFailure(reason: error.message)
        }
    }
}
