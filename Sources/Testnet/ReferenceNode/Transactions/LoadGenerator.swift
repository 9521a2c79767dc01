internal import CanonicalJSON
internal import ChainCore
public import HTTP
public import Reactor
internal import ValidatorKeys

/// Sends transactions to running nodes at a given rate, and follows them into blocks.
public struct LoadGenerator: Sendable {
    /// Base URLs of the nodes; transactions go to them in turn.
    public let nodes: [String]
    /// Transactions per second.
    public let rate: Int
    /// How long they are sent.
    public let duration: Duration
    /// Accounts that give to one another.
    public let accounts: Int
    private let client: HTTPClient
    private let reactor: Reactor

    /// Transactions per second, and accounts, at most.
    public static let highestRate = 5000
    public static let mostAccounts = 10_000
    /// Messages per second: each carries the transactions that have become due.
    private static let beats = 20
    /// Time after the last submission that blocks are waited for.
    private static let patience = Duration.seconds(30)
    private static let deadline = Duration.seconds(10)
    private static let pause = Duration.milliseconds(100)

    public init(
        nodes: [String], rate: Int, duration: Duration, accounts: Int, client: HTTPClient, reactor: Reactor
    ) {
        self.nodes = nodes
        self.rate = rate
        self.duration = duration
        self.accounts = accounts
        self.client = client
        self.reactor = reactor
    }

    private struct Status: Decodable {
        let height: Int
        let network_identity: String
    }

    private struct Answer: Decodable {
        struct Outcome: Decodable {
            let status: String
            let hash: String?
            let error: String?
        }

        let transactions: [Outcome]
    }

    /// Runs the load to its end.
    ///
    /// - Parameter seed: what the accounts' keys are made from; another one for each run, for accounts begin unused.
    public func run(seed: String) async throws(LoadFailure) -> LoadReport {
        let status = try await status(nodes[0])
        guard let network = ChainHash(hex: status.network_identity) else {
            throw LoadFailure(message: "\(nodes[0]) says no identity of its network")
        }
        var givers = try givers(seed)
        let before = await propagation()
        var report = LoadReport()
        var submitted: [ChainHash: ContinuousClock.Instant] = [:]
        var next = status.height + 1
        let began = ContinuousClock.now
        let total = Int(Double(rate) * (duration / .seconds(1)))
        var sent = 0
        var beat = 0
        while sent < total {
            beat += 1
            await reactor.sleep(until: began + .seconds(1) / Self.beats * beat)
            let due = min(total, Int((ContinuousClock.now - began) / .seconds(1) * Double(rate)))
            guard due > sent else { continue }
            let batch = (sent..<min(due, sent + TransactionAPI.mostOfRequest)).compactMap {
                givers.next($0, network: network)
            }
            sent += batch.count
            let now = ContinuousClock.now
            for transaction in batch { submitted[transaction.hash] = now }
            await submit(batch, to: nodes[beat % nodes.count], &report, &submitted)
            if beat % Self.beats == 0 { next = await look(from: next, &submitted, &report) }
        }
        report.submitting = ContinuousClock.now - began
        let end = ContinuousClock.now + Self.patience
        while !submitted.isEmpty, ContinuousClock.now < end {
            next = await look(from: next, &submitted, &report)
            await reactor.sleep(until: .now + Self.pause)
        }
        report.elapsed = ContinuousClock.now - began
        report.latencies.sort()
        report.propagation = await propagation().mean(since: before)
        return report
    }

    private func givers(_ seed: String) throws(LoadFailure) -> Givers {
        var keys: [ValidatorKey] = []
        for number in 0..<accounts {
            guard let key = try? ValidatorKey(seed: ChainHash(of: Array("\(seed) \(number)".utf8)).bytes) else {
                throw LoadFailure(message: "no key can be made: is libcrypto out of memory?")
            }
            keys.append(key)
        }
        return Givers(keys: keys)
    }

    private func status(_ node: String) async throws(LoadFailure) -> Status {
        guard let response = try? await client.send(HTTPRequest(.get, "\(node)/v1/status", deadline: Self.deadline)),
            response.status == 200, let status = NodeJSON.decode(Status.self, from: response.body)
        else { throw LoadFailure(message: "no node that takes transactions answers at \(node)/v1/status") }
        return status
    }

    private func submit(
        _ batch: [Transaction], to node: String, _ report: inout LoadReport,
        _ submitted: inout [ChainHash: ContinuousClock.Instant]
    ) async {
        let body = NodeJSON.encode(["transactions": batch.map(\.hex)])
        let type = HTTPRequest.Header("Content-Type", "application/json")
        let request = HTTPRequest(
            .post, "\(node)/v1/transactions", headers: [type], body: body, deadline: Self.deadline)
        let response = try? await client.send(request)
        guard let response, let answer = NodeJSON.decode(Answer.self, from: response.body) else {
            report.refused += batch.count
            report.lastRefusal = response.map { "status \($0.status)" } ?? "\(node) does not answer"
            for transaction in batch { submitted[transaction.hash] = nil }
            return
        }
        for (transaction, outcome) in zip(batch, answer.transactions) {
            if outcome.error == nil {
                report.accepted += 1
            } else {
                report.refused += 1
                report.lastRefusal = outcome.error
                submitted[transaction.hash] = nil
            }
        }
    }

    /// Finds submitted transactions in blocks from this height on; the height to go on from.
    private func look(
        from height: Int, _ submitted: inout [ChainHash: ContinuousClock.Instant], _ report: inout LoadReport
    ) async -> Int {
        let url = "\(nodes[0])/v1/blocks?from=\(height)&count=64"
        guard
            let response = try? await client.send(
                HTTPRequest(.get, url, deadline: Self.deadline, maximumBody: Follower.longestList)),
            let list = NodeJSON.decode(BlockList.self, from: response.body)
        else { return height }
        let now = ContinuousClock.now
        for block in list.blocks {
            var isOurs = false
            for transaction in block.transactions {
                guard let time = submitted.removeValue(forKey: transaction.hash) else { continue }
                report.included += 1
                report.latencies.append(Int((now - time) / .milliseconds(1)))
                isOurs = true
            }
            if isOurs { report.blocks += 1 }
        }
        return (list.blocks.last?.height ?? height - 1) + 1
    }

    /// What the nodes say of how long blocks of others took to them.
    private func propagation() async -> Propagation {
        var sum = Propagation()
        for node in nodes {
            guard
                let response = try? await client.send(
                    HTTPRequest(.get, "\(node)/v1/consensus/propagation", deadline: Self.deadline)),
                let answer = NodeJSON.decode(Propagation.self, from: response.body)
            else { continue }
            sum.blocks += answer.blocks
            sum.milliseconds += answer.milliseconds
        }
        return sum
    }
}

/// Why a load could not be put on.
public struct LoadFailure: Error, Sendable {
    public let message: String
}

/// Accounts that give to their neighbours, each transaction after the one before.
private struct Givers {
    let keys: [ValidatorKey]
    private var nonces: [UInt64]

    init(keys: [ValidatorKey]) {
        self.keys = keys
        nonces = [UInt64](repeating: 0, count: keys.count)
    }

    mutating func next(_ number: Int, network: ChainHash) -> Transaction? {
        let giver = number % keys.count
        defer { nonces[giver] += 1 }
        return Transaction(
            from: keys[giver], to: keys[(giver + 1) % keys.count].publicKey, amount: 1, nonce: nonces[giver],
            network: network)
    }
}
