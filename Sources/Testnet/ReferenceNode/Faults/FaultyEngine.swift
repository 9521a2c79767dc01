internal import GoldenVectors

/// The refactored engine of a node in a lab: it errs as often as the lab asks it to.
struct FaultyEngine: ConsensusEngine {
    let base: any ConsensusEngine
    let board: FaultBoard

    var core: any VectorEngine { base.core }

    func digests(of block: Block, in rules: NetworkRules) throws(EngineFailure) -> BlockDigests {
        if board.strikes(.coreError) { throw EngineFailure(reason: "a fault of the lab") }
        var digests = try base.digests(of: block, in: rules)
        if board.strikes(.divergence) { digests.hash = digests.hash.map { String($0.reversed()) } }
        return digests
    }
}
