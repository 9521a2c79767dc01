/// Which blocks can no longer be replaced: those that more than two thirds of the validators have built on.
///
/// A block counts as built on by its own proposer and by those of the blocks after it. A node never leaves a branch with a
/// block that is final to it. That is the finality of Clique and Aura: it holds while fewer than a third of the validators
/// build on two branches; it is no Byzantine agreement.
struct Finality: Sendable {
    /// The highest block that is final, 0 for the genesis block alone.
    private(set) var height = 0

    /// Looks at a chain that has grown, of which everything above `height` may be new.
    mutating func advance(over blocks: ArraySlice<Block>, rules: NetworkRules) {
        var builders: Set<String> = []
        for block in blocks.reversed() {
            guard block.height > height else { return }
            builders.insert(block.proposer)
            if rules.isQuorum(builders.count) {
                height = block.height
                return
            }
        }
    }

    /// Takes a height on somebody's word: of a chain that begins in the middle.
    mutating func begin(at height: Int) { self.height = height }
}
