internal import ChainCore
internal import Crypto
internal import ValidatorKeys

/// One block of the chain.
///
/// Its JSON form is what the API serves and what the block file holds, one to a line.
public struct Block: Codable, Hashable, Sendable {
    /// Its place in the chain; the genesis block, which nobody makes, has 0.
    public let height: Int
    /// The hash of the block before, in lowercase hex.
    public let previousHash: String
    /// The name of the validator that made it.
    public let proposer: String
    /// When it was made, in milliseconds since 1970 (UTC).
    public let timestamp: Int64
    /// The version that the proposer said it runs.
    public let version: String
    /// The Merkle root over what the block carries, in lowercase hex.
    public let merkleRoot: String
    /// The hash of its header (docs/chain.md), in lowercase hex.
    public let hash: String
    /// The proposer's Ed25519 signature, in lowercase hex; empty in the genesis block.
    public let signature: String

    /// What it carries.
    public let transactions: [Transaction]

    private enum CodingKeys: String, CodingKey {
        case height, proposer, timestamp, version, signature, transactions
        case previousHash = "previous_hash"
        case merkleRoot = "merkle_root"
        case hash = "block_hash"
    }

    /// What a signature is made over, before the hash: bytes that mean something else elsewhere are never signed.
    private static let signatureDomain = Array("coinjecture block signature 2\n".utf8)

    /// A block of these contents, with the hash of its header; signed by nobody yet.
    init(
        rules: NetworkRules, height: Int, previousHash: String, proposer: String, timestamp: Int64, version: String,
        transactions: [Transaction] = []
    ) {
        let root = MerkleTree.root(of: transactions.map(\.hash))
        let header = BlockHeader(
            height: UInt64(max(height, 0)), timestamp: UInt64(max(timestamp, 0)), network: rules.identity,
            previous: ChainHash(hex: previousHash) ?? .zero, merkleRoot: root,
            proposer: rules.publicKey(of: proposer) ?? .zero, program: ChainHash(of: Array(version.utf8)))
        self.init(
            height: height, previousHash: previousHash, proposer: proposer, timestamp: timestamp, version: version,
            merkleRoot: root.description, hash: header.hash.description, signature: "", transactions: transactions)
    }

    private init(
        height: Int, previousHash: String, proposer: String, timestamp: Int64, version: String, merkleRoot: String,
        hash: String, signature: String, transactions: [Transaction]
    ) {
        self.height = height
        self.previousHash = previousHash
        self.proposer = proposer
        self.timestamp = timestamp
        self.version = version
        self.merkleRoot = merkleRoot
        self.hash = hash
        self.signature = signature
        self.transactions = transactions
    }

    /// The header that the block's fields make in this network; nil when one of them has no place in a header.
    func header(in rules: NetworkRules) -> BlockHeader? {
        guard height >= 0, timestamp >= 0, let previous = ChainHash(hex: previousHash),
            let root = ChainHash(hex: merkleRoot), let key = rules.publicKey(of: proposer)
        else { return nil }
        return BlockHeader(
            height: UInt64(height), timestamp: UInt64(timestamp), network: rules.identity, previous: previous,
            merkleRoot: root, proposer: key, program: ChainHash(of: Array(version.utf8)))
    }

    /// True when the hash is that of the header: a block of another network never fits.
    func fitsItsHeader(in rules: NetworkRules) -> Bool { header(in: rules)?.hash.description == hash }

    /// True when the Merkle root is that of what it carries.
    var carriesWhatItSays: Bool { MerkleTree.root(of: transactions.map(\.hash)).description == merkleRoot }

    /// What the proposer signs.
    var signedBytes: [UInt8] { Self.signatureDomain + Array(hash.utf8) }

    /// The same block with its proposer's signature; nil when libcrypto has no memory.
    func signed(by key: ValidatorKey) -> Block? {
        guard let bytes = key.sign(signedBytes) else { return nil }
        return Block(
            height: height, previousHash: previousHash, proposer: proposer, timestamp: timestamp, version: version,
            merkleRoot: merkleRoot, hash: hash, signature: Hexadecimal.encode(bytes),
            transactions: transactions)
    }

    /// True when the signature is the proposer's, as far as this network knows the proposer.
    func isSignedByProposer(in rules: NetworkRules) -> Bool {
        guard let key = rules.publicKey(of: proposer), let bytes = Hexadecimal.decode(signature) else { return false }
        return ValidatorKey.isValid(signature: bytes, of: signedBytes, by: key)
    }
}
