internal import ChainCore
internal import Crypto

/// One way of working out what a block's hashes must be.
protocol ConsensusEngine: Sendable {
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

/// The engine on the chain's core, the same code as in the shared library.
struct RefactoredEngine: ConsensusEngine {
    func digests(of block: Block, in rules: NetworkRules) throws(EngineFailure) -> BlockDigests {
        BlockDigests(
            hash: block.header(in: rules)?.hash.description,
            root: MerkleTree.root(of: block.transactions.map(\.hash)).description)
    }
}

/// The engine from before the core: it writes the header out by itself.
struct LegacyEngine: ConsensusEngine {
    private static let format: UInt32 = 2

    /// RFC 6962, section 2.1, as it is written there: by halves.
    private static func root(_ hashes: [[UInt8]]) -> [UInt8] {
        guard let first = hashes.first else { return SHA256.hash([]) }
        guard hashes.count > 1 else { return SHA256.hash([0] + first) }
        var half = 1
        while half * 2 < hashes.count { half *= 2 }
        return SHA256.hash([1] + root(Array(hashes[..<half])) + root(Array(hashes[half...])))
    }

    func digests(of block: Block, in rules: NetworkRules) throws(EngineFailure) -> BlockDigests {
        let root = Hexadecimal.encode(Self.root(block.transactions.map(\.hash.bytes)))
        guard let previous = Hexadecimal.decode(block.previousHash), previous.count == SHA256.digestLength,
            let claimed = Hexadecimal.decode(block.merkleRoot), claimed.count == SHA256.digestLength,
            let proposer = rules.publicKey(of: block.proposer), block.height >= 0, block.timestamp >= 0
        else { return BlockDigests(hash: nil, root: root) }
        var digest = SHA256()
        digest.update(Self.bigEndian(UInt64(Self.format), count: 4))
        digest.update(Self.bigEndian(UInt64(block.height), count: 8))
        digest.update(Self.bigEndian(UInt64(block.timestamp), count: 8))
        digest.update(rules.identity.bytes)
        digest.update(previous)
        digest.update(claimed)
        digest.update(proposer.bytes)
        digest.update(SHA256.hash(Array(block.version.utf8)))
        return BlockDigests(hash: Hexadecimal.encode(digest.finalize()), root: root)
    }

    private static func bigEndian(_ value: UInt64, count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    }
}
