internal import ChainCore
internal import Crypto
internal import GoldenVectors

/// The engine from before the core: it writes everything out by itself.
struct LegacyEngine: ConsensusEngine, VectorEngine {
    private static let format: UInt32 = 2

    var core: any VectorEngine { self }

    func digests(of block: Block, in rules: NetworkRules) throws(EngineFailure) -> BlockDigests {
        let root = Hexadecimal.encode(Self.root(block.transactions.map(\.hash.bytes)))
        guard let previous = Hexadecimal.decode(block.previousHash), previous.count == SHA256.digestLength,
            let claimed = Hexadecimal.decode(block.merkleRoot), claimed.count == SHA256.digestLength,
            let proposer = rules.publicKey(of: block.proposer), block.height >= 0, block.timestamp >= 0
        else { return BlockDigests(hash: nil, root: root) }
        let hash = Self.hash(
            (Self.format, UInt64(block.height), UInt64(block.timestamp)),
            [rules.identity.bytes, previous, claimed, proposer.bytes, SHA256.hash(Array(block.version.utf8))])
        return BlockDigests(hash: Hexadecimal.encode(hash), root: root)
    }

    func digest(of bytes: [UInt8]) -> VectorAnswer { Self.answer(SHA256.hash(bytes)) }

    func root(of hashes: [ChainHash]) -> VectorAnswer { Self.answer(Self.root(hashes.map(\.bytes))) }

    func hash(of header: BlockHeader) -> VectorAnswer {
        Self.answer(
            Self.hash(
                (header.format, header.height, header.timestamp),
                [header.network, header.previous, header.merkleRoot, header.proposer, header.program].map(\.bytes)))
    }

    /// docs/chain.md, step by step: places first, then the sum.
    func check(numbers: [Int64], target: Int64, chosen: [UInt32]) -> VectorAnswer {
        let refused = VectorAnswer.result(1)
        guard !numbers.isEmpty, numbers.count <= SubsetSum.mostNumbers, !chosen.isEmpty else { return refused }
        guard zip(chosen, chosen.dropFirst()).allSatisfy({ $0 < $1 }), chosen.allSatisfy({ $0 < numbers.count }) else {
            return refused
        }
        var sum: Int64 = 0
        for place in chosen {
            let (next, overflows) = sum.addingReportingOverflow(numbers[Int(place)])
            guard !overflows else { return refused }
            sum = next
        }
        return .result(sum == target ? 0 : 3)
    }

    /// RFC 6962, section 2.1, as it is written there: by halves.
    private static func root(_ hashes: [[UInt8]]) -> [UInt8] {
        guard let first = hashes.first else { return SHA256.hash([]) }
        guard hashes.count > 1 else { return SHA256.hash([0] + first) }
        var half = 1
        while half * 2 < hashes.count { half *= 2 }
        return SHA256.hash([1] + root(Array(hashes[..<half])) + root(Array(hashes[half...])))
    }

    private static func hash(
        _ numbers: (format: UInt32, height: UInt64, timestamp: UInt64), _ fields: [[UInt8]]
    ) -> [UInt8] {
        var digest = SHA256()
        digest.update(bigEndian(UInt64(numbers.format), count: 4))
        digest.update(bigEndian(numbers.height, count: 8))
        digest.update(bigEndian(numbers.timestamp, count: 8))
        for field in fields { digest.update(field) }
        return digest.finalize()
    }

    private static func answer(_ bytes: [UInt8]) -> VectorAnswer {
        // SHA-256 has 32 bytes always; "internal" if it ever had not.
        ChainHash(bytes).map { .hash($0) } ?? .result(5)
    }

    private static func bigEndian(_ value: UInt64, count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    }
}
