/// How a node asks its peers.
protocol PeerTransport: Sendable {
    /// The body of a 200 answer to a GET.
    func get(_ url: String, deadline: Duration, maximumBody: Int) async throws(PeerFailure) -> [UInt8]

    /// Sends a body; any answer of the 200s is well.
    func post(_ url: String, body: [UInt8], deadline: Duration) async throws(PeerFailure)
}

/// Why a peer's answer is of no use.
struct PeerFailure: Error, Sendable {
    let reason: String
}
