internal import GoldenVectors

/// One way of working out what a block's hashes must be.
protocol ConsensusEngine: Sendable {
    /// What it works them out with, as golden vectors ask it.
    var core: any VectorEngine { get }
    func digests(of block: Block, in rules: NetworkRules) throws(EngineFailure) -> BlockDigests
}

/// What an engine finds for a block.
struct BlockDigests: Hashable, Sendable {
    /// The hash of the header; nil when the block's fields make no header.
    var hash: String?
    /// The Merkle root over what the block carries.
    var root: String
}

/// An engine that could not do its work: no word on the block.
struct EngineFailure: Error, Sendable {
    let reason: String
}
