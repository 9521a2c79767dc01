internal import ChainCore
internal import Crypto

/// Asks an engine all vectors of a file.
public struct VectorRun: Sendable {
    /// A vector that was answered otherwise.
    public struct Failure: Hashable, Sendable {
        public let vector: String
        public let expected: String
        public let found: String
    }

    /// Vectors asked.
    public let count: Int
    /// Those answered otherwise, in the file's order.
    public let failures: [Failure]

    public init(_ file: VectorFile, on engine: some VectorEngine) {
        var failures: [Failure] = []
        func judge(_ name: String, _ expected: String, _ found: VectorAnswer?) {
            let found = found?.description ?? "the vector itself is malformed"
            if found != expected { failures.append(Failure(vector: name, expected: expected, found: found)) }
        }
        for vector in file.test_vectors {
            judge(
                "test_vectors/\(vector.name)", vector.expected_hash,
                Hexadecimal.decode(vector.input).map { engine.digest(of: $0) })
        }
        for vector in file.merkle_vectors {
            let hashes = vector.hashes.compactMap { ChainHash(hex: $0) }
            let isWhole = hashes.count == vector.hashes.count
            judge("merkle_vectors/\(vector.name)", vector.expected_root, isWhole ? engine.root(of: hashes) : nil)
        }
        for vector in file.block_header_vectors {
            judge(
                "block_header_vectors/\(vector.name)", vector.expected_hash,
                vector.header.map { engine.hash(of: $0) })
        }
        for vector in file.subset_sum_vectors {
            judge(
                "subset_sum_vectors/\(vector.name)", vector.expected,
                engine.check(numbers: vector.numbers, target: vector.target, chosen: vector.chosen))
        }
        count = file.count
        self.failures = failures
    }
}

extension VectorFile.Header {
    fileprivate var header: BlockHeader? {
        guard let network = ChainHash(hex: network), let previous = ChainHash(hex: previous),
            let merkleRoot = ChainHash(hex: merkle_root), let proposer = ChainHash(hex: proposer),
            let program = ChainHash(hex: program)
        else { return nil }
        return BlockHeader(
            format: format, height: height, timestamp: timestamp, network: network, previous: previous,
            merkleRoot: merkleRoot, proposer: proposer, program: program)
    }
}
