internal import ChainCore
internal import GoldenVectors

/// The engine on the chain's core: the one in this program, or a shared library's.
struct RefactoredEngine: ConsensusEngine {
    var core: any VectorEngine = BuiltInCore()

    func digests(of block: Block, in rules: NetworkRules) throws(EngineFailure) -> BlockDigests {
        let header = block.header(in: rules)
        return BlockDigests(
            hash: try header.map { header throws(EngineFailure) in try hash(core.hash(of: header), "header") },
            root: try hash(core.root(of: block.transactions.map(\.hash)), "Merkle root"))
    }

    private func hash(_ answer: VectorAnswer, _ what: String) throws(EngineFailure) -> String {
        guard case .hash(let hash) = answer else { throw EngineFailure(reason: "\(what): \(answer)") }
        return hash.description
    }
}
