internal import ChainCore

/// Who has how much, after some block: the sum of all transactions up to it, nothing else.
struct Accounts: Hashable, Sendable {
    struct Account: Hashable, Sendable {
        var balance = Accounts.initialBalance
        /// Transactions that the account has made.
        var nonce: UInt64 = 0
    }

    private(set) var entries: [ChainHash: Account] = [:]

    /// What every account begins with. A chain for rehearsals has no other source of money, and needs none.
    static let initialBalance: UInt64 = 1_000_000
    /// Accounts at most, so that the state of a chain stays small whatever is sent to it.
    static let most = 65_536

    init() {}

    /// What a peer or a file says; nil when it is too much.
    init?(_ entries: [ChainHash: Account]) {
        guard entries.count <= Self.most else { return nil }
        self.entries = entries
    }

    subscript(_ key: ChainHash) -> Account { entries[key] ?? Account() }

    /// Does what the transaction says, or says why it cannot be; its signature is not looked at.
    mutating func apply(_ transaction: Transaction) -> TransactionObjection? {
        guard transaction.amount > 0 else { return .nothing }
        guard transaction.sender != transaction.recipient else { return .toItself }
        var sender = self[transaction.sender]
        var recipient = self[transaction.recipient]
        guard transaction.nonce >= sender.nonce else { return .nonceUsed }
        guard transaction.nonce == sender.nonce else { return .nonceAhead }
        guard sender.balance >= transaction.amount else { return .tooMuch }
        guard recipient.balance <= UInt64.max - transaction.amount else { return .overflow }
        let new = [transaction.sender, transaction.recipient].count { entries[$0] == nil }
        guard entries.count + new <= Self.most else { return .tooManyAccounts }
        sender.balance -= transaction.amount
        sender.nonce += 1
        recipient.balance += transaction.amount
        entries[transaction.sender] = sender
        entries[transaction.recipient] = recipient
        return nil
    }

    /// Does what a block's transactions say, in their order; the first objection, after which the state is of no use.
    mutating func apply(_ transactions: [Transaction]) -> TransactionObjection? {
        for transaction in transactions {
            if let objection = apply(transaction) { return objection }
        }
        return nil
    }
}
