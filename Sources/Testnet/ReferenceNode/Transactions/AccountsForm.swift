internal import ChainCore

/// Accounts as a file and a peer's answer have them: the state after one block, by which whoever has only the blocks from
/// there on can go on.
struct AccountsForm: Codable, Sendable {
    /// The block after which this is the state.
    let height: Int
    /// `ACCOUNT BALANCE NONCE`, in the order of the accounts.
    let accounts: [String]

    /// Bytes of a form at most.
    static let longest = Accounts.most * 128

    init(_ accounts: Accounts, after height: Int) {
        self.height = height
        let lines = accounts.entries.map { "\($0.key) \($0.value.balance) \($0.value.nonce)" }
        self.accounts = lines.sorted()
    }

    /// Nil when a line is none.
    var state: Accounts? {
        var entries: [ChainHash: Accounts.Account] = [:]
        for line in accounts {
            let fields = line.split(separator: " ")
            guard fields.count == 3, let key = ChainHash(hex: fields[0]), let balance = UInt64(fields[1]),
                let nonce = UInt64(fields[2])
            else { return nil }
            entries[key] = Accounts.Account(balance: balance, nonce: nonce)
        }
        return Accounts(entries)
    }
}
