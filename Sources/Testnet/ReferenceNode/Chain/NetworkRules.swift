public import ChainCore

/// What all nodes of a network must agree on: its name, whose turn it is when, and which block may follow which.
public struct NetworkRules: Hashable, Sendable {
    /// One that may make blocks.
    public struct Validator: Hashable, Sendable {
        /// Its name in the network.
        public let name: String
        /// Its Ed25519 public key.
        public let publicKey: ChainHash

        public init(name: String, publicKey: ChainHash) {
            self.name = name
            self.publicKey = publicKey
        }
    }

    /// The network's name.
    public let network: String
    /// The validators in the order of their turns; each has the same voting power.
    public let validators: [Validator]
    /// Milliseconds of one slot.
    public let blockTime: Int64
    /// When the chain begins, in milliseconds since 1970 (UTC): the genesis block's time, and no block is from before.
    public let genesisTime: Int64
    /// All of the above as one hash, which stands in every block's header.
    public let identity: ChainHash
    private let publicKeys: [String: ChainHash]

    /// Slots that a block may lie ahead of a node's clock, for clocks differ.
    static let slotsAhead: Int64 = 2
    /// Bytes that a name or version inside a block may have at most.
    static let longestName = 128

    /// The rules of a network with at least one validator and a block time of at least a millisecond.
    public init(network: String, validators: [Validator], blockTime: Int64, genesisTime: Int64 = 0) {
        precondition(!validators.isEmpty && blockTime > 0, "a network has validators and a block time")
        precondition(genesisTime >= 0, "no chain is older than the clock")
        self.network = network
        self.validators = validators
        self.blockTime = blockTime
        self.genesisTime = genesisTime
        publicKeys = Dictionary(validators.map { ($0.name, $0.publicKey) }) { first, _ in first }
        // Lines, so that no two networks have the same text: names hold no line ends, and a key is longer than a time.
        let lines =
            ["coinjecture network 2", network, "\(blockTime)"] + (genesisTime == 0 ? [] : ["genesis \(genesisTime)"])
            + validators.map { "\($0.name) \($0.publicKey)" }
        identity = ChainHash(of: Array(lines.joined(separator: "\n").utf8))
    }

    /// Nil for a name that may make no blocks.
    func publicKey(of validator: String) -> ChainHash? { publicKeys[validator] }

    /// The slot that a time in milliseconds since 1970 falls in.
    func slot(at time: Int64) -> Int64 { time / blockTime }

    /// The one validator that may make a block in this slot: they take turns.
    func proposer(of slot: Int64) -> String {
        validators[Int(slot % Int64(validators.count))].name
    }

    /// True when so many validators are more than two thirds of the voting power.
    func isQuorum(_ count: Int) -> Bool { 3 * count > 2 * validators.count }

    /// Height 0, the same on every node that has the same rules.
    var genesis: Block {
        Block(
            rules: self, height: 0, previousHash: ChainHash.zero.description, proposer: "", timestamp: genesisTime,
            version: "")
    }

    /// Why `block` cannot stand after `parent`, or nil. Neither hash nor signature is looked at here.
    func objection(to block: Block, after parent: Block, now: Int64) -> BlockObjection? {
        guard block.height == parent.height + 1, block.previousHash == parent.hash else { return .doesNotFollow }
        guard slot(at: block.timestamp) > slot(at: parent.timestamp) else { return .slotNotLater }
        return objection(to: block, now: now)
    }

    /// What can be said against `block` without knowing the one before it, or nil.
    func objection(to block: Block, now: Int64) -> BlockObjection? {
        guard block.height > 0, block.timestamp > genesisTime else { return .doesNotFollow }
        guard slot(at: block.timestamp) <= slot(at: now) + Self.slotsAhead else { return .fromTheFuture }
        guard block.proposer == proposer(of: slot(at: block.timestamp)) else { return .wrongProposer }
        guard block.version.utf8.count <= Self.longestName else { return .tooLong }
        guard block.transactions.count <= Mempool.mostOfBlock else { return .tooManyTransactions }
        return nil
    }

    /// True when a chain that ends in `candidate` is to be preferred: the longer one, and of two equally long ones the
    /// one whose last hash is the smaller, so that all nodes decide alike.
    func prefers(_ candidate: Block, over tip: Block) -> Bool {
        candidate.height != tip.height ? candidate.height > tip.height : candidate.hash < tip.hash
    }
}

/// Why a block is not accepted.
enum BlockObjection: String, Error, Sendable {
    case doesNotFollow = "it does not follow the block before it"
    case slotNotLater = "its slot is not later than that of the block before it"
    case fromTheFuture = "its time lies too far in the future"
    case wrongProposer = "its proposer did not have that slot"
    case tooLong = "its version is too long"
    case hashDiffers = "its hash is not that of its content"
    case tooManyTransactions = "it carries too many transactions"
    case transactionRefused = "a transaction in it cannot be"
    case refusedByOperator = "the operator refuses a block in it"
    case rootDiffers = "its Merkle root is not that of its content"
    case notSigned = "its signature is not its proposer's"
    case engineFailed = "no engine could judge it"
    case belowFinal = "the block that it would replace is finalised already"
}
