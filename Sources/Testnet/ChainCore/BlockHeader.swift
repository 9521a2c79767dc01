/// The part of a block that is hashed and signed: 180 bytes, described in docs/chain.md.
public struct BlockHeader: Hashable, Sendable {
    /// The form of these bytes; `currentFormat` for blocks made by this build.
    public var format: UInt32
    /// The block's place in the chain.
    public var height: UInt64
    /// When it was made, in milliseconds since 1970 (UTC).
    public var timestamp: UInt64
    /// What the nodes of the network agree on, as one hash.
    public var network: ChainHash
    /// The hash of the block before.
    public var previous: ChainHash
    /// The Merkle root over what the block carries.
    public var merkleRoot: ChainHash
    /// The proposer's Ed25519 public key.
    public var proposer: ChainHash
    /// SHA-256 of the version that the proposer says it runs.
    public var program: ChainHash

    /// The format that nodes make and accept.
    public static let currentFormat: UInt32 = 2
    /// Bytes of every header.
    public static let length = 4 + 8 + 8 + 5 * ChainHash.length

    /// A header.
    public init(
        format: UInt32 = Self.currentFormat, height: UInt64, timestamp: UInt64, network: ChainHash,
        previous: ChainHash, merkleRoot: ChainHash, proposer: ChainHash, program: ChainHash
    ) {
        self.format = format
        self.height = height
        self.timestamp = timestamp
        self.network = network
        self.previous = previous
        self.merkleRoot = merkleRoot
        self.proposer = proposer
        self.program = program
    }

    /// The fields in the order above, numbers big-endian.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.length)
        Self.append(format, to: &bytes)
        Self.append(height, to: &bytes)
        Self.append(timestamp, to: &bytes)
        for field in [network, previous, merkleRoot, proposer, program] { bytes += field.bytes }
        return bytes
    }

    /// SHA-256 of `bytes`: the block's name.
    public var hash: ChainHash { ChainHash(of: bytes) }

    private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }
}
