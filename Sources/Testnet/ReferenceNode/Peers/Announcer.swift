/// Sends a new block to the peers at once, so that nobody has to wait for the next question.
struct Announcer: Sendable {
    let peers: Peers
    let transport: any PeerTransport

    /// Blocks that wait to be sent at most; the newest ones count.
    static let longestQueue = 4
    /// Time that a peer has to take a block; whoever is slower finds it by asking.
    private static let deadline = Duration.seconds(1)

    /// Returns when every peer has answered or has had its time. A peer that does not take the block will ask for it.
    func send(_ block: Block) async {
        let body = NodeJSON.encode(block)
        await withTaskGroup(of: Void.self) { group in
            for url in peers.urls {
                group.addTask { try? await transport.post("\(url)/v1/blocks", body: body, deadline: Self.deadline) }
            }
        }
    }
}
