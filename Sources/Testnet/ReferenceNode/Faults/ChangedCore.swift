internal import ChainCore
internal import GoldenVectors

/// The core of a build with the fault `changed-constant`: one constant is another, the prefix of a Merkle tree's leaves.
///
/// Nothing shows it as long as blocks are empty; golden vectors do.
struct ChangedCore: VectorEngine {
    private static let leafPrefix: UInt8 = 2
    private let base = BuiltInCore()

    func digest(of bytes: [UInt8]) -> VectorAnswer { base.digest(of: bytes) }

    func root(of hashes: [ChainHash]) -> VectorAnswer {
        base.root(of: hashes.map { ChainHash(of: [Self.leafPrefix] + $0.bytes) })
    }

    func hash(of header: BlockHeader) -> VectorAnswer { base.hash(of: header) }

    func check(numbers: [Int64], target: Int64, chosen: [UInt32]) -> VectorAnswer {
        base.check(numbers: numbers, target: target, chosen: chosen)
    }
}
