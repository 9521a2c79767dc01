internal import ChainCore

/// Transactions that wait for a block, in the order they came.
///
/// They are in memory alone: a node that is killed loses them, its peers have them.
struct Mempool: Sendable {
    private var waiting: [Transaction] = []
    private var hashes: Set<ChainHash> = []

    /// Transactions that wait at most.
    static let most = 16_384
    /// How far a nonce may be ahead of its account's.
    static let furthest: UInt64 = 256
    /// Transactions of one block at most.
    static let mostOfBlock = 512

    var count: Int { waiting.count }

    func contains(_ hash: ChainHash) -> Bool { hashes.contains(hash) }

    /// Takes a transaction, whose signature has been looked at, or says why not.
    mutating func add(_ transaction: Transaction, _ accounts: Accounts) -> TransactionObjection? {
        guard !hashes.contains(transaction.hash) else { return .known }
        let account = accounts[transaction.sender]
        guard transaction.amount > 0 else { return .nothing }
        guard transaction.sender != transaction.recipient else { return .toItself }
        guard transaction.nonce >= account.nonce else { return .nonceUsed }
        guard transaction.nonce - account.nonce <= Self.furthest else { return .nonceFarAhead }
        guard account.balance >= transaction.amount else { return .tooMuch }
        guard waiting.count < Self.most else { return .poolFull }
        waiting.append(transaction)
        hashes.insert(transaction.hash)
        return nil
    }

    /// What a block on this state may carry.
    func pick(_ accounts: Accounts) -> [Transaction] {
        var state = accounts
        var picked: [Transaction] = []
        for transaction in waiting where picked.count < Self.mostOfBlock {
            if state.apply(transaction) == nil { picked.append(transaction) }
        }
        return picked
    }

    /// Lets go of what is in the chain or can never be any more, once its state has become this one.
    mutating func settle(_ accounts: Accounts) {
        guard !waiting.isEmpty else { return }
        waiting.removeAll { $0.nonce < accounts[$0.sender].nonce }
        hashes = Set(waiting.map(\.hash))
    }
}
