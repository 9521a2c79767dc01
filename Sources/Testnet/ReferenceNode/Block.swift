internal import Crypto

/// One block of the chain: a header, for there are no transactions in it yet.
///
/// Its JSON form is what the API serves and what the block file holds, one to a line.
public struct Block: Codable, Hashable, Sendable {
    /// Its place in the chain; the genesis block, which nobody makes, has 0.
    public let height: Int
    /// The hash of the block before, in lowercase hex.
    public let previousHash: String
    /// The validator that made it.
    public let proposer: String
    /// When it was made, in milliseconds since 1970 (UTC).
    public let timestamp: Int64
    /// The version that the proposer said it runs.
    public let version: String
    /// SHA-256 of all of the above and of the network's name, in lowercase hex.
    public let hash: String

    private enum CodingKeys: String, CodingKey {
        case height
        case previousHash = "previous_hash"
        case proposer, timestamp, version
        case hash = "block_hash"
    }

    /// A block that fits its own hash.
    init(network: String, height: Int, previousHash: String, proposer: String, timestamp: Int64, version: String) {
        self.height = height
        self.previousHash = previousHash
        self.proposer = proposer
        self.timestamp = timestamp
        self.version = version
        hash = Self.hash(
            network: network, height: height, previousHash: previousHash, proposer: proposer, timestamp: timestamp,
            version: version)
    }

    /// True when the hash is that of the content, in this network: a block of another network never fits.
    func fitsItsHash(in network: String) -> Bool {
        hash
            == Self.hash(
                network: network, height: height, previousHash: previousHash, proposer: proposer, timestamp: timestamp,
                version: version)
    }

    /// SHA-256 over the domain `coinjecture block 1`, network, previous hash, proposer and version, each as a 4-byte
    /// big-endian length and its UTF-8, then height and timestamp as 8 bytes big-endian.
    private static func hash(
        network: String, height: Int, previousHash: String, proposer: String, timestamp: Int64, version: String
    ) -> String {
        var bytes: [UInt8] = []
        for text in ["coinjecture block 1", network, previousHash, proposer, version] {
            append(UInt32(text.utf8.count), to: &bytes)
            bytes += Array(text.utf8)
        }
        append(UInt64(bitPattern: Int64(height)), to: &bytes)
        append(UInt64(bitPattern: timestamp), to: &bytes)
        return Hexadecimal.encode(SHA256.hash(bytes))
    }

    private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }
}
