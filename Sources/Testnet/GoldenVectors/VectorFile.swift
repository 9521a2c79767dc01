internal import CanonicalJSON

/// A file of golden vectors, in the form of seed 003: what every build of the chain's core must answer.
public struct VectorFile: Decodable, Sendable {
    struct Digest: Decodable, Sendable {
        let name: String
        /// Hexadecimal.
        let input: String
        let expected_hash: String
    }

    struct Tree: Decodable, Sendable {
        let name: String
        let hashes: [String]
        let expected_root: String
    }

    struct Header: Decodable, Sendable {
        let name: String
        let format: UInt32
        let height: UInt64
        let timestamp: UInt64
        let network: String
        let previous: String
        let merkle_root: String
        let proposer: String
        let program: String
        let expected_hash: String
    }

    struct Sum: Decodable, Sendable {
        let name: String
        let numbers: [Int64]
        let target: Int64
        let chosen: [UInt32]
        /// The name of a result code.
        let expected: String
    }

    /// The version of the chain that the vectors belong to.
    public let version: String
    let test_vectors: [Digest]
    let merkle_vectors: [Tree]
    let block_header_vectors: [Header]
    let subset_sum_vectors: [Sum]

    /// Bytes of a file at most.
    public static let largest = 16 << 20

    /// What it asks.
    public var questions: VectorQuestions {
        VectorQuestions(
            digests: test_vectors.map(\.input), trees: merkle_vectors.map(\.hashes),
            headers: block_header_vectors.map { vector in
                VectorQuestions.Header(
                    format: vector.format, height: vector.height, timestamp: vector.timestamp, network: vector.network,
                    previous: vector.previous, merkle_root: vector.merkle_root, proposer: vector.proposer,
                    program: vector.program)
            },
            sums: subset_sum_vectors.map { vector in
                VectorQuestions.Sum(numbers: vector.numbers, target: vector.target, chosen: vector.chosen)
            })
    }

    /// Vectors altogether.
    public var count: Int { questions.count }

    /// The names of the vectors and what has to be answered, in the order of the questions.
    var expectations: [(vector: String, answer: String)] {
        test_vectors.map { ("test_vectors/\($0.name)", $0.expected_hash) }
            + merkle_vectors.map { ("merkle_vectors/\($0.name)", $0.expected_root) }
            + block_header_vectors.map { ("block_header_vectors/\($0.name)", $0.expected_hash) }
            + subset_sum_vectors.map { ("subset_sum_vectors/\($0.name)", $0.expected) }
    }

    /// Reads a file's bytes; a file without any vector is refused, for it would pass everything.
    public init(parsing bytes: [UInt8], file: String) throws(VectorError) {
        do throws(CanonicalJSONError) {
            self = try CanonicalJSON.decode(Self.self, from: bytes, limit: Self.largest)
        } catch {
            throw VectorError(.fileInvalid, "\(file): \(error)")
        }
        guard count > 0 else { throw VectorError(.fileInvalid, "\(file): there is not one vector in it") }
    }
}
