internal import Reactor
internal import Synchronization

/// Tells the peers of transactions that are new here, many at once.
final class TransactionGossip: Sendable {
    private let peers: Peers
    private let transport: any PeerTransport
    private let reactor: Reactor
    private let outbox = Mutex<[Transaction]>([])
    private let bell: AsyncStream<Void>
    private let ringer: AsyncStream<Void>.Continuation

    /// Transactions that wait to be told at most; what is beyond, peers learn of in a block.
    private static let most = 4096
    /// Time that more is waited for, so that a busy node sends few messages.
    private static let pause = Duration.milliseconds(20)
    private static let deadline = Duration.seconds(2)

    init(peers: Peers, transport: any PeerTransport, reactor: Reactor) {
        self.peers = peers
        self.transport = transport
        self.reactor = reactor
        (bell, ringer) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    func tell(_ transaction: Transaction) {
        guard !peers.urls.isEmpty else { return }
        outbox.withLock { outbox in
            if outbox.count < Self.most { outbox.append(transaction) }
        }
        ringer.yield()
    }

    /// Sends what there is until the task is cancelled.
    func run() async {
        for await _ in bell {
            await reactor.sleep(until: .now + Self.pause)
            while true {
                let batch = outbox.withLock { outbox in
                    let batch = Array(outbox.prefix(TransactionAPI.mostOfRequest))
                    outbox.removeFirst(batch.count)
                    return batch
                }
                guard !batch.isEmpty else { break }
                await send(["transactions": batch.map(\.hex)])
            }
        }
    }

    /// A peer that refuses one has its reasons, and one that does not answer will find them in a block.
    private func send(_ message: [String: [String]]) async {
        let body = NodeJSON.encode(message)
        await withTaskGroup(of: Void.self) { group in
            for url in peers.urls {
                group.addTask { [transport] in
                    try? await transport.post("\(url)/v1/transactions", body: body, deadline: Self.deadline)
                }
            }
        }
    }
}
