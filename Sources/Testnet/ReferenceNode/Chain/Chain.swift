/// The last part of the chain, as this node sees it: an unbroken run of blocks up to the tip.
struct Chain: Sendable {
    let rules: NetworkRules
    /// Oldest first, never empty; begins with the genesis block until that has been let go.
    private(set) var blocks: [Block]
    private(set) var finality = Finality()

    /// Blocks kept at least, as far as there are that many. It bounds memory, file, and how far back a branch may start.
    static let kept = 4096
    /// Blocks let go at once, so that letting go costs little.
    static let surplus = 512

    /// A chain of nothing but the genesis block.
    init(rules: NetworkRules) {
        self.rules = rules
        blocks = [rules.genesis]
    }

    /// A chain that begins with a block which nothing ties to the genesis block.
    init(rules: NetworkRules, beginningWith block: Block) {
        self.rules = rules
        blocks = [block]
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
        for block in branch {
            if let objection = rules.objection(to: block, after: parent, now: now) ?? judge(block) {
                return objection
            }
            parent = block
        }
        return nil
    }

    /// Why `run` is no unbroken run of blocks, or nil. Nothing is said about what its first block follows.
    func objection(toRun run: [Block], now: Int64, judge: Judge) -> BlockObjection? {
        guard let first = run.first else { return .doesNotFollow }
        if let objection = rules.objection(to: first, now: now) ?? judge(first) { return objection }
        guard run.count > 1 else { return nil }
        return Chain(rules: rules, beginningWith: first).objection(to: Array(run.dropFirst()), now: now, judge: judge)
    }

    /// Takes a branch that nothing was said against, and drops what stood after the block that it follows.
    mutating func take(_ branch: [Block]) {
        guard let first = branch.first else { return }
        precondition(block(at: first.height - 1) != nil, "a branch that was not objected to follows one of our blocks")
        blocks.removeLast(tip.height - first.height + 1)
        blocks += branch
        finality.advance(over: blocks[...], rules: rules)
        if blocks.count > Self.kept + Self.surplus { blocks.removeFirst(blocks.count - Self.kept) }
    }
}
