public import ChainCore
internal import Crypto
public import ValidatorKeys

/// An amount that one account gives to another, signed by the giver's key (docs/chain.md has its bytes).
///
/// An account is an Ed25519 public key. Everywhere in JSON a transaction is its 144 bytes in lowercase hex.
public struct Transaction: Hashable, Sendable {
    /// The account that gives.
    public let sender: ChainHash
    /// The account that receives.
    public let recipient: ChainHash
    /// How much, at least 1.
    public let amount: UInt64
    /// How many transactions the giver has made before this one.
    public let nonce: UInt64
    /// The giver's, 64 bytes.
    public let signature: [UInt8]
    /// SHA-256 of all its bytes; what the Merkle root of a block is over.
    public let hash: ChainHash

    /// Bytes of a transaction.
    public static let length = 2 * ChainHash.length + 16 + signatureLength
    private static let signatureLength = 64
    /// What a signature is made over, before the network and the content: a transaction is worth nothing elsewhere.
    private static let domain = Array("coinjecture transaction 1\n".utf8)

    private init(
        sender: ChainHash, recipient: ChainHash, amount: UInt64, nonce: UInt64, signature: [UInt8]
    ) {
        self.sender = sender
        self.recipient = recipient
        self.amount = amount
        self.nonce = nonce
        self.signature = signature
        hash = ChainHash(of: Self.content(sender, recipient, amount, nonce) + signature)
    }

    /// A transaction signed by `key` for the network of this identity; nil when libcrypto has no memory.
    public init?(
        from key: ValidatorKey, to recipient: ChainHash, amount: UInt64, nonce: UInt64, network: ChainHash
    ) {
        let content = Self.content(key.publicKey, recipient, amount, nonce)
        guard let signature = key.sign(Self.domain + network.bytes + content) else { return nil }
        self.init(sender: key.publicKey, recipient: recipient, amount: amount, nonce: nonce, signature: signature)
    }

    /// Reads the bytes of a transaction; nil for any other number of them.
    init?(_ bytes: [UInt8]) {
        let width = ChainHash.length
        guard bytes.count == Self.length, let sender = ChainHash(bytes[..<width]),
            let recipient = ChainHash(bytes[width..<(2 * width)])
        else { return nil }
        let numbers = bytes[(2 * width)..<(2 * width + 16)]
        self.init(
            sender: sender, recipient: recipient, amount: Self.number(numbers.prefix(8)),
            nonce: Self.number(numbers.suffix(8)), signature: Array(bytes.suffix(Self.signatureLength)))
    }

    /// Reads the hexadecimal form.
    init?(hex text: String) {
        guard let bytes = Hexadecimal.decode(text) else { return nil }
        self.init(bytes)
    }

    /// The hexadecimal form.
    public var hex: String { Hexadecimal.encode(Self.content(sender, recipient, amount, nonce) + signature) }

    /// True when the signature is the giver's, for the network of this identity.
    func isSigned(for network: ChainHash) -> Bool {
        ValidatorKey.isValid(
            signature: signature, of: Self.domain + network.bytes + Self.content(sender, recipient, amount, nonce),
            by: sender)
    }

    private static func content(
        _ sender: ChainHash, _ recipient: ChainHash, _ amount: UInt64, _ nonce: UInt64
    ) -> [UInt8] {
        sender.bytes + recipient.bytes + bigEndian(amount) + bigEndian(nonce)
    }

    private static func bigEndian(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}

extension Transaction: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let transaction = Transaction(hex: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no transaction in hexadecimal")
        }
        self = transaction
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}

/// What can be said against a transaction.
enum TransactionObjection: String, Error, Sendable {
    case notSigned = "its signature is not its sender's in this network"
    case nothing = "it gives nothing"
    case toItself = "it gives to its own sender"
    case tooMuch = "its sender has less than that"
    case overflow = "its recipient would have more than can be counted"
    case nonceUsed = "its nonce has been used"
    case nonceAhead = "a transaction with a lower nonce has to come first"
    case nonceFarAhead = "its nonce is too far ahead of its account's"
    case tooManyAccounts = "there are as many accounts as there may be"
    case poolFull = "too many transactions wait here: try again"
    case known = "it is known here"
}
