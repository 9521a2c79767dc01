/// The last part of the chain, as this node sees it: an unbroken run of blocks up to the tip.
struct Chain: Sendable {
    let rules: NetworkRules
    /// Oldest first, never empty; begins with the genesis block until that has been let go.
    private(set) var blocks: [Block]
    private(set) var finality = Finality()
    /// Who has how much after the tip.
    private(set) var accounts = Accounts()
    /// The same after the first block that is kept.
    private(set) var base = Accounts()
    /// The same after the block at `settledHeight`: no branch begins before it.
    private var settled = Accounts()
    private var settledHeight = 0
    private var transactionCount = 0

    /// Blocks kept at least, as far as there are that many. It bounds memory, file, and how far back a branch may start.
    static let kept = 4096
    /// Blocks let go at once, so that letting go costs little.
    static let surplus = 512
    /// Transactions kept: earlier blocks are let go for them.
    static let mostTransactions = 262_144
    /// Blocks kept whatever they carry.
    private static let fewest = 64

    /// A chain of nothing but the genesis block.
    init(rules: NetworkRules) {
        self.rules = rules
        blocks = [rules.genesis]
    }

    /// A chain that begins with a block which nothing ties to the genesis block, and after which this is the state.
    init(rules: NetworkRules, beginningWith block: Block, accounts: Accounts) {
        self.rules = rules
        blocks = [block]
        self.accounts = accounts
        base = accounts
        settled = accounts
        settledHeight = block.height
        transactionCount = block.transactions.count
        finality.begin(at: block.height)
    }

    var tip: Block { blocks[blocks.count - 1] }

    var firstHeight: Int { blocks[0].height }

    func block(at height: Int) -> Block? {
        let index = height - firstHeight
        return blocks.indices.contains(index) ? blocks[index] : nil
    }

    /// Blocks from `height` on, at most `count`.
    func blocks(from height: Int, count: Int) -> ArraySlice<Block> {
        let start = min(max(height - firstHeight, 0), blocks.count)
        return blocks[start..<min(start + max(count, 0), blocks.count)]
    }

    /// Looks into one block: at its hash, perhaps its signature.
    typealias Judge = (Block) -> BlockObjection?

    /// Why `branch` cannot stand after the block of ours that it claims to follow, or nil.
    func objection(to branch: [Block], now: Int64, judge: Judge) -> BlockObjection? {
        guard let first = branch.first, var parent = block(at: first.height - 1) else { return .doesNotFollow }
        guard first.height > finality.height else { return .belowFinal }
        var state = accounts(at: parent.height)
        for block in branch {
            if let objection = rules.objection(to: block, after: parent, now: now) ?? judge(block) {
                return objection
            }
            guard state.apply(block.transactions) == nil else { return .transactionRefused }
            parent = block
        }
        return nil
    }

    /// Why `run` is no unbroken run of blocks, or nil. Nothing is said about what its first block follows, nor about the
    /// state after it.
    func objection(toRun run: [Block], after accounts: Accounts, now: Int64, judge: Judge) -> BlockObjection? {
        guard let first = run.first else { return .doesNotFollow }
        if let objection = rules.objection(to: first, now: now) ?? judge(first) { return objection }
        guard run.count > 1 else { return nil }
        return Chain(rules: rules, beginningWith: first, accounts: accounts).objection(
            to: Array(run.dropFirst()), now: now, judge: judge)
    }

    /// Takes a branch that nothing was said against, and drops what stood after the block that it follows.
    mutating func take(_ branch: [Block]) {
        guard let first = branch.first else { return }
        precondition(block(at: first.height - 1) != nil, "a branch that was not objected to follows one of our blocks")
        accounts = accounts(at: first.height - 1)
        let dropped = tip.height - first.height + 1
        transactionCount -= blocks.suffix(dropped).reduce(0) { $0 + $1.transactions.count }
        blocks.removeLast(dropped)
        blocks += branch
        transactionCount += branch.reduce(0) { $0 + $1.transactions.count }
        for block in branch { Self.advance(&accounts, over: block) }
        finality.advance(over: blocks[...], rules: rules)
        while settledHeight < finality.height, let block = block(at: settledHeight + 1) {
            Self.advance(&settled, over: block)
            settledHeight += 1
        }
        letGo()
    }

    /// Drops everything above this height, which is one of ours and not below what is final.
    mutating func cut(above height: Int) {
        precondition(height >= finality.height && block(at: height) != nil, "nothing that is final is cut off")
        let state = accounts(at: height)
        let dropped = tip.height - height
        transactionCount -= blocks.suffix(dropped).reduce(0) { $0 + $1.transactions.count }
        blocks.removeLast(dropped)
        accounts = state
    }

    private mutating func letGo() {
        var surplus = blocks.count > Self.kept + Self.surplus ? blocks.count - Self.kept : 0
        var transactions = transactionCount
        if transactions > Self.mostTransactions {
            // An eighth more than needed, so that it is not done again for the next block.
            while transactions > Self.mostTransactions / 8 * 7, surplus < blocks.count - Self.fewest {
                transactions -= blocks[surplus].transactions.count
                surplus += 1
            }
        }
        guard surplus > 0 else { return }
        for block in blocks[1...surplus] { Self.advance(&base, over: block) }
        transactionCount -= blocks.prefix(surplus).reduce(0) { $0 + $1.transactions.count }
        blocks.removeFirst(surplus)
        // Without finality for so long, what is settled has been let go of too.
        if settledHeight < firstHeight { (settled, settledHeight) = (base, firstHeight) }
    }

    /// The state after one of our blocks, at or above what is settled.
    private func accounts(at height: Int) -> Accounts {
        if height == tip.height { return accounts }
        var (state, from) = height >= settledHeight ? (settled, settledHeight) : (base, firstHeight)
        while from < height, let block = block(at: from + 1) {
            Self.advance(&state, over: block)
            from += 1
        }
        return state
    }

    /// A block that stands in a chain was not objected to.
    private static func advance(_ accounts: inout Accounts, over block: Block) {
        let objection = accounts.apply(block.transactions)
        precondition(objection == nil, "a block that was taken carries nothing that cannot be")
    }
}
