import Crypto
public import FleetModel
import Reactor
public import RolloutEngine
public import RolloutPlanning
import SQLite

/// The ledger in a SQLite file (ADR 1). Its calls wait for the disk, so the actor lives on a thread of its own.
public actor SQLiteLedger: Ledger {
    private let thread: Reactor
    private let database: Database
    private let clock: @Sendable () -> Int64

    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    /// Opens the file, making it where it is missing.
    ///
    /// - Parameter clock: wall time in milliseconds since 1970; it informs people and decides nothing.
    public static func open(
        _ path: String, clock: @escaping @Sendable () -> Int64
    ) async throws(LedgerFailure) -> SQLiteLedger {
        let thread: Reactor
        do throws(ReactorError) { thread = try Reactor(named: "ledger") } catch {
            throw LedgerFailure("cannot start the ledger's thread: \(error)")
        }
        do throws(SQLiteError) {
            let database = try Database(path: path)
            try LedgerSchema.prepare(database)
            return SQLiteLedger(thread: thread, database: database, clock: clock)
        } catch {
            thread.shutdown()
            throw LedgerFailure("\(error)")
        }
    }

    private init(thread: Reactor, database: sending Database, clock: @escaping @Sendable () -> Int64) {
        self.thread = thread
        self.database = database
        self.clock = clock
    }

    deinit { thread.shutdown() }

    public func append(_ entries: [LedgerEntry]) throws(LedgerFailure) {
        let at = clock()
        var rows: [RecordRow] = []
        for entry in entries {
            for record in entry.records { rows.append(try RecordRow(record, run: entry.run, at: at)) }
        }
        try wrapped { () throws(SQLiteError) in
            try database.transaction(.immediate) { () throws(SQLiteError) in
                var last = try LedgerSchema.last(in: database)
                for row in rows { last = try LedgerSchema.insert(row, after: last, in: database) }
            }
        }
    }

    public func records(of run: RunID) throws(LedgerFailure) -> [RolloutRecord] {
        let rows = try wrapped { () throws(SQLiteError) in try LedgerSchema.rows(of: run.rawValue, in: database) }
        return try rows.map { (row) throws(LedgerFailure) in try row.record() }
    }

    public func runs() throws(LedgerFailure) -> [RunID] {
        try wrapped { () throws(SQLiteError) in try LedgerSchema.runs(in: database) }.compactMap(RunID.init(rawValue:))
    }

    public func post(_ request: PostedRequest) throws(LedgerFailure) {
        try wrapped { () throws(SQLiteError) in try RequestRows.insert(request, at: clock(), in: database) }
    }

    public func takeRequests(for run: RunID) throws(LedgerFailure) -> [PostedRequest] {
        try wrapped { () throws(SQLiteError) in try RequestRows.take(for: run, in: database) }
    }

    /// What is wrong with the chain, oldest first; empty when every record is as it was written.
    public func problems() throws(LedgerFailure) -> [String] {
        let rows = try wrapped { () throws(SQLiteError) in try LedgerSchema.allRows(in: database) }
        return LedgerChain.problems(in: rows)
    }

    private func wrapped<Value>(_ body: () throws(SQLiteError) -> Value) throws(LedgerFailure) -> Value {
        do throws(SQLiteError) { return try body() } catch { throw LedgerFailure("\(error)") }
    }
}
