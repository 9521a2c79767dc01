public import ChainCore

/// One implementation of the chain's core, as vectors ask it.
public protocol VectorEngine: Sendable {
    func digest(of bytes: [UInt8]) -> VectorAnswer
    func root(of hashes: [ChainHash]) -> VectorAnswer
    func hash(of header: BlockHeader) -> VectorAnswer
    func check(numbers: [Int64], target: Int64, chosen: [UInt32]) -> VectorAnswer
}

/// What an engine answers.
public enum VectorAnswer: Hashable, Sendable, CustomStringConvertible {
    case hash(ChainHash)
    /// A result code of coinjecture.h.
    case result(UInt32)

    static let accepted = VectorAnswer.result(0)

    private static let names = [
        "COINJ_OK", "COINJ_ERR_INVALID_INPUT", "COINJ_ERR_OUT_OF_MEMORY", "COINJ_ERR_VERIFICATION_FAILED",
        "COINJ_ERR_ENCODING", "COINJ_ERR_INTERNAL",
    ]

    /// A hash in hexadecimal, or the result code's name.
    public var description: String {
        switch self {
        case .hash(let hash): "\(hash)"
        case .result(let code): Self.names.indices.contains(Int(code)) ? Self.names[Int(code)] : "result \(code)"
        }
    }
}

/// The core that this program was built with.
public struct BuiltInCore: VectorEngine {
    public init() {}

    public func digest(of bytes: [UInt8]) -> VectorAnswer { .hash(ChainHash(of: bytes)) }

    public func root(of hashes: [ChainHash]) -> VectorAnswer { .hash(MerkleTree.root(of: hashes)) }

    public func hash(of header: BlockHeader) -> VectorAnswer { .hash(header.hash) }

    public func check(numbers: [Int64], target: Int64, chosen: [UInt32]) -> VectorAnswer {
        switch SubsetSum.objection(numbers: numbers, target: target, chosen: chosen) {
        case nil: .accepted
        case .sizeInvalid, .choiceInvalid, .overflow: .result(1)
        case .differs: .result(3)
        }
    }
}
