internal import ChainCore

extension LocalChain {
    /// Takes a transaction into the pool, or says why not. Its signature is looked at before anybody waits for it.
    func submit(_ transaction: Transaction) -> TransactionObjection? {
        if isWaiting(transaction.hash) { return .known }
        guard transaction.isSigned(for: rules.identity) else { return .notSigned }
        return withPool { pool, chain in pool.add(transaction, chain.accounts) }
    }

    /// What `submit` would say, without taking it.
    func objection(to transaction: Transaction) -> TransactionObjection? {
        guard transaction.isSigned(for: rules.identity) else { return .notSigned }
        return withPool { pool, chain in
            var trial = pool
            return trial.add(transaction, chain.accounts)
        }
    }

    func isWaiting(_ hash: ChainHash) -> Bool { withPool { pool, _ in pool.contains(hash) } }

    var waitingCount: Int { withPool { pool, _ in pool.count } }

    func account(_ key: ChainHash) -> Accounts.Account { withPool { _, chain in chain.accounts[key] } }

    var accountCount: Int { withPool { _, chain in chain.accounts.entries.count } }

    /// The state after the first block that is kept here, for whoever begins with that block.
    var base: (height: Int, accounts: Accounts) { withPool { _, chain in (chain.firstHeight, chain.base) } }

    /// The height of the block that carries the transaction, among the blocks kept.
    func height(of hash: ChainHash) -> Int? {
        withPool { _, chain in
            chain.blocks.last { block in block.transactions.contains { $0.hash == hash } }?.height
        }
    }
}
