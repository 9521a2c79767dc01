internal import Files
internal import Synchronization

/// This node's chain, in memory and on disk, for everybody in the process who reads or extends it.
final class LocalChain: Sendable {
    private struct State: ~Copyable {
        /// Held as long as we live: two processes on one data folder would be two proposers with one name.
        let lock: FileLock
        var chain: Chain
        var file: BlockFile
        /// The JSON form of the tip, which every peer asks for all the time.
        var tipForm: [UInt8]
        var counts = ChainCounts()
        var pool = Mempool()
        var refused: RefusedBlocks
        var storeFailure: String?
    }

    private let state: Mutex<State>
    let rules: NetworkRules
    let consensus: Consensus

    /// Opens the block file in `folder`, which must exist.
    init(folder: String, consensus: Consensus) throws(NodeError) {
        rules = consensus.rules
        self.consensus = consensus
        let lock = try Self.lock(FilePath.join(folder, "lock"))
        var chain = Chain(rules: rules)
        let file = try BlockFile.open(FilePath.join(folder, "blocks.jsonl"), rules: rules, chain: &chain)
        let form = NodeJSON.encode(chain.tip)
        state = Mutex(
            State(
                lock: lock, chain: chain, file: file, tipForm: form, refused: try RefusedBlocks(folder: folder)))
    }

    private static func lock(_ path: String) throws(NodeError) -> FileLock {
        do throws(FileError) {
            if let lock = try FileLock.acquireIfFree(path) { return lock }
        } catch {
            throw NodeError(code: .store, message: "\(error)")
        }
        throw NodeError(code: .dataInUse, message: "another process holds \(path): this data folder is in use")
    }

    var tip: Block { state.withLock { $0.chain.tip } }

    var tipForm: [UInt8] { state.withLock { $0.tipForm } }

    var counts: ChainCounts { state.withLock { $0.counts } }

    /// Why the last block could not be written, or nil when it was.
    var storeFailure: String? { state.withLock { $0.storeFailure } }

    func withPool<Result: Sendable>(_ act: (inout Mempool, Chain) -> Result) -> Result {
        state.withLock { act(&$0.pool, $0.chain) }
    }

    func block(at height: Int) -> Block? { state.withLock { $0.chain.block(at: height) } }

    func blocks(from height: Int, count: Int) -> [Block] {
        state.withLock { Array($0.chain.blocks(from: height, count: count)) }
    }

    /// The height of the oldest block kept.
    var firstHeight: Int { state.withLock { $0.chain.firstHeight } }

    /// The highest block that can no longer be replaced.
    var finalHeight: Int { state.withLock { $0.chain.finality.height } }

    /// The block of the slot that `now` lies in, on the best tip, unsigned; nil when the tip is of that slot already.
    func candidate(by proposer: String, version: String, now: Int64) -> Block? {
        let (tip, transactions) = state.withLock { ($0.chain.tip, $0.pool.pick($0.chain.accounts)) }
        guard rules.slot(at: now) > rules.slot(at: tip.timestamp) else { return nil }
        return Block(
            rules: rules, height: tip.height + 1, previousHash: tip.hash, proposer: proposer, timestamp: now,
            version: version, transactions: transactions)
    }

    /// Counts a block of somebody else's that took so long from its making to our tip.
    func countPropagation(_ duration: Duration) {
        state.withLock { state in
            state.counts.received += 1
            state.counts.propagationTime += duration
        }
    }

    /// Counts a slot without a block.
    func countTimeout() { state.withLock { $0.counts.timeouts += 1 } }

    /// Counts a block of our own that took this long.
    func countProduced(in duration: Duration) {
        state.withLock { state in
            state.counts.produced += 1
            state.counts.productionTime += duration
        }
    }

    /// Adopts a branch when nothing can be said against it and its end is to be preferred to the tip. It may begin with
    /// blocks that are ours already.
    func adopt(_ branch: [Block], now: Int64) throws(FileError) -> Adoption {
        try state.withLock { (state) throws(FileError) -> Adoption in
            let news = Array(branch.drop { state.chain.block(at: $0.height)?.hash == $0.hash })
            guard let first = news.first, let last = news.last, rules.prefers(last, over: state.chain.tip) else {
                return .notPreferred
            }
            if state.refused.holdsAny(of: news) { return .refused(.refusedByOperator) }
            if let objection = state.chain.objection(to: news, now: now, judge: consensus.judge) {
                return .refused(objection)
            }
            let dropped = state.chain.tip.height - first.height + 1
            let lost = state.chain.blocks.suffix(dropped).flatMap(\.transactions)
            try Self.take(news, in: &state)
            state.counts.adopted += news.count
            state.counts.transactions += news.reduce(0) { $0 + $1.transactions.count }
            if dropped > 0 { state.counts.reorganisations += 1 }
            // What stood in blocks that are no more waits again, where it can still be.
            for transaction in lost { _ = state.pool.add(transaction, state.chain.accounts) }
            state.pool.settle(state.chain.accounts)
            return .adopted(droppedBlocks: dropped)
        }
    }

    /// Goes back to one of our blocks for good: the block after it is refused from now on, so that no peer's longer chain
    /// brings it back. What is final stays.
    func goBack(to hash: String) throws(FileError) -> WayBack {
        try state.withLock { (state) throws(FileError) -> WayBack in
            guard let target = state.chain.blocks.last(where: { $0.hash == hash }) else { return .unknownBlock }
            guard target.height >= state.chain.finality.height else {
                return .belowFinal(height: target.height, final: state.chain.finality.height)
            }
            guard let next = state.chain.block(at: target.height + 1) else { return .went(to: target, dropped: 0) }
            let lost = state.chain.blocks.suffix(state.chain.tip.height - target.height).flatMap(\.transactions)
            let dropped = state.chain.tip.height - target.height
            try state.refused.add(next.hash)
            var chain = state.chain
            chain.cut(above: target.height)
            try Self.noting(in: &state) { (state) throws(FileError) in try state.file.replace(with: chain) }
            state.chain = chain
            state.tipForm = NodeJSON.encode(target)
            state.counts.reorganisations += 1
            for transaction in lost { _ = state.pool.add(transaction, chain.accounts) }
            return .went(to: target, dropped: dropped)
        }
    }

    /// Lets a block that was gone back from count again; false when it was not refused.
    func allow(_ hash: String) throws(FileError) -> Bool {
        try state.withLock { (state) throws(FileError) -> Bool in try state.refused.remove(hash) }
    }

    /// Begins anew with a run of blocks that nothing ties to ours: the way back for a node that was away for longer
    /// than its peers keep blocks. The first block is taken on the peer's word.
    ///
    /// - Parameter accounts: the state after the first block, on the peer's word too.
    func restart(with run: [Block], accounts: Accounts, now: Int64) throws(FileError) -> Adoption {
        try state.withLock { (state) throws(FileError) -> Adoption in
            guard let first = run.first, let last = run.last, rules.prefers(last, over: state.chain.tip) else {
                return .notPreferred
            }
            if state.refused.holdsAny(of: run) { return .refused(.refusedByOperator) }
            if let objection = state.chain.objection(toRun: run, after: accounts, now: now, judge: consensus.judge) {
                return .refused(objection)
            }
            var chain = Chain(rules: rules, beginningWith: first, accounts: accounts)
            if run.count > 1 { chain.take(Array(run.dropFirst())) }
            try Self.noting(in: &state) { (state) throws(FileError) in try state.file.replace(with: chain) }
            state.chain = chain
            state.tipForm = NodeJSON.encode(last)
            state.counts.restarts += 1
            state.pool.settle(state.chain.accounts)
            return .adopted(droppedBlocks: 0)
        }
    }

    /// Disk first: a block that counts as ours is one that a restart finds again.
    private static func take(_ branch: [Block], in state: inout State) throws(FileError) {
        let forms = branch.map { NodeJSON.encode($0) }
        try noting(in: &state) { (state) throws(FileError) in try state.file.append(forms, chain: state.chain) }
        state.chain.take(branch)
        state.tipForm = forms[forms.count - 1]
    }

    private static func noting(
        in state: inout State, _ write: (inout State) throws(FileError) -> Void
    ) throws(FileError) {
        do {
            try write(&state)
            state.storeFailure = nil
        } catch {
            state.storeFailure = "\(error)"
            throw error
        }
    }
}

/// What this node did to its chain since it was started.
struct ChainCounts: Sendable {
    var produced = 0
    var productionTime = Duration.zero
    var reorganisations = 0
    var restarts = 0
    /// Transactions in blocks that joined the chain.
    var transactions = 0
    /// Blocks that joined the chain.
    var adopted = 0
    /// Blocks of others that came one at a time, and the time they took from their making.
    var received = 0
    var propagationTime = Duration.zero
    /// Slots that went by without a block.
    var timeouts = 0
}

/// What became of going back.
enum WayBack: Sendable {
    case went(to: Block, dropped: Int)
    case unknownBlock
    case belowFinal(height: Int, final: Int)
}

/// What became of a branch.
enum Adoption: Equatable, Sendable {
    case adopted(droppedBlocks: Int)
    case notPreferred
    case refused(BlockObjection)
}
