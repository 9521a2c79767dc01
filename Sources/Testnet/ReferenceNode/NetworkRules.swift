/// What all nodes of a network must agree on: its name, whose turn it is when, and which block may follow which.
public struct NetworkRules: Hashable, Sendable {
    /// The network's name, which is part of every block's hash.
    public let network: String
    /// The validators in the order of their turns.
    public let validators: [String]
    /// Milliseconds of one slot.
    public let blockTime: Int64

    /// Slots that a block may lie ahead of a node's clock, for clocks differ.
    static let slotsAhead: Int64 = 2
    /// Bytes that a name or version inside a block may have at most.
    static let longestName = 128

    /// The rules of a network with at least one validator and a block time of at least a millisecond.
    public init(network: String, validators: [String], blockTime: Int64) {
        precondition(!validators.isEmpty && blockTime > 0, "a network has validators and a block time")
        self.network = network
        self.validators = validators
        self.blockTime = blockTime
    }

    /// The slot that a time in milliseconds since 1970 falls in.
    func slot(at time: Int64) -> Int64 { time / blockTime }

    /// The one validator that may make a block in this slot: they take turns.
    func proposer(of slot: Int64) -> String {
        validators[Int(slot % Int64(validators.count))]
    }

    /// Height 0, the same on every node that has the same rules.
    var genesis: Block {
        Block(
            network: network, height: 0, previousHash: String(repeating: "0", count: 64),
            proposer: validators.joined(separator: ","), timestamp: 0, version: "\(blockTime)")
    }

    /// Why `block` cannot stand after `parent`, or nil.
    func objection(to block: Block, after parent: Block, now: Int64) -> BlockObjection? {
        guard block.height == parent.height + 1, block.previousHash == parent.hash else { return .doesNotFollow }
        guard slot(at: block.timestamp) > slot(at: parent.timestamp) else { return .slotNotLater }
        return objection(to: block, now: now)
    }

    /// What can be said against `block` without knowing the one before it, or nil.
    func objection(to block: Block, now: Int64) -> BlockObjection? {
        guard block.height > 0, block.timestamp > 0 else { return .doesNotFollow }
        guard slot(at: block.timestamp) <= slot(at: now) + Self.slotsAhead else { return .fromTheFuture }
        guard block.proposer == proposer(of: slot(at: block.timestamp)) else { return .wrongProposer }
        guard block.version.utf8.count <= Self.longestName else { return .tooLong }
        guard block.fitsItsHash(in: network) else { return .hashDiffers }
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
}
