extension Database {
    /// When a transaction takes the lock for writing.
    public enum TransactionKind: Hashable, Sendable {
        /// At once: what is read inside stays true until the commit (`BEGIN IMMEDIATE`).
        case immediate
        /// At the first write (`BEGIN DEFERRED`).
        case deferred

        fileprivate var begin: String {
            switch self {
            case .immediate: "BEGIN IMMEDIATE"
            case .deferred: "BEGIN DEFERRED"
            }
        }
    }

    /// Runs `body` as one transaction. When this returns, everything in it is on the disk; when it throws, nothing is.
    @discardableResult
    public func transaction<Result>(
        _ kind: TransactionKind, _ body: () throws(SQLiteError) -> Result
    ) throws(SQLiteError) -> Result {
        try transaction(kind, wrapping: { $0 }, body)
    }

    /// The same for a body with an error of its own; `wrapping` turns this module's errors into it.
    @discardableResult
    public func transaction<Result, Failure: Error>(
        _ kind: TransactionKind, wrapping: (SQLiteError) -> Failure, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(!isInTransaction, "transactions do not nest")
        isInTransaction = true
        defer { isInTransaction = false }
        try run(kind.begin, wrapping)
        do {
            let result = try body()
            try run("COMMIT", wrapping)
            return result
        } catch {
            // After some errors SQLite has rolled back already, and says so here; the first error is the one to tell.
            _ = try? execute("ROLLBACK")
            throw error
        }
    }

    private func run<Failure: Error>(_ sql: String, _ wrapping: (SQLiteError) -> Failure) throws(Failure) {
        do throws(SQLiteError) {
            try execute(sql)
        } catch {
            throw wrapping(error)
        }
    }
}
