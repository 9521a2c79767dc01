internal import ChainCore
internal import Crypto

/// What a file of vectors asks, without a word of what is expected: whoever answers has to work it out.
public struct VectorQuestions: Codable, Sendable {
    struct Header: Codable, Sendable {
        let format: UInt32
        let height: UInt64
        let timestamp: UInt64
        let network: String
        let previous: String
        let merkle_root: String
        let proposer: String
        let program: String
    }

    struct Sum: Codable, Sendable {
        let numbers: [Int64]
        let target: Int64
        let chosen: [UInt32]
    }

    /// Bytes to hash, in hexadecimal.
    let digests: [String]
    /// The leaves of trees.
    let trees: [[String]]
    let headers: [Header]
    let sums: [Sum]

    /// The answer to what is no question: hexadecimal that is none, or a hash of the wrong length.
    static let malformed = "the vector itself is malformed"

    /// Questions altogether.
    public var count: Int { digests.count + trees.count + headers.count + sums.count }

    /// One answer to each: a hash in hexadecimal, or the name of a result code. Digests first, then trees, headers, sums.
    public func answers(by engine: any VectorEngine) -> [String] {
        let found: [VectorAnswer?] =
            digests.map { input in Hexadecimal.decode(input).map { engine.digest(of: $0) } }
            + trees.map { leaves in
                let hashes = leaves.compactMap { ChainHash(hex: $0) }
                return hashes.count == leaves.count ? engine.root(of: hashes) : nil
            } + headers.map { question in question.header.map { engine.hash(of: $0) } }
            + sums.map { engine.check(numbers: $0.numbers, target: $0.target, chosen: $0.chosen) }
        return found.map { $0?.description ?? Self.malformed }
    }
}

extension VectorQuestions.Header {
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
