internal import CSQLite

/// One connection to an SQLite database whose commits survive a power cut.
///
/// Not `Sendable`: a connection belongs to one actor or thread. Calls block, for as long as the busy timeout when
/// another process holds the lock: keep them off the cooperative threads.
@safe public final class Database {
    /// What a connection may do.
    public enum Access: Hashable, Sendable {
        /// Read and write; the file is created when missing.
        case create
        /// Read and write a file that exists.
        case readWrite
        /// Read only.
        case readOnly
    }

    /// Largest text or blob, and longest statement, in bytes.
    public static let largestValue = 64 << 20
    /// Statements kept prepared.
    static let mostPreparedStatements = 64

    /// The file's path.
    public let path: String
    private let handle: OpaquePointer
    private var prepared: [String: Statement] = [:]
    /// True inside `transaction`; a second one inside it is a programmer's error.
    var isInTransaction = false

    /// Opens the database, in WAL mode and with a sync of the log at every commit (`synchronous=FULL`).
    ///
    /// - Parameter busyTimeout: how long a call waits for a lock that another connection holds.
    public init(path: String, access: Access = .create, busyTimeout: Duration = .seconds(5)) throws(SQLiteError) {
        guard !path.utf8.contains(0) else { throw SQLiteError(.cannotOpen, "the name holds a NUL byte", path: path) }
        var opened: OpaquePointer?
        let flags = access.flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = unsafe sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let opened = unsafe opened else {
            let error = unsafe SQLiteError(of: opened, path: path)
            unsafe sqlite3_close(opened)
            throw error
        }
        self.path = path
        unsafe handle = opened
        unsafe sqlite3_busy_timeout(handle, milliseconds(busyTimeout))
        unsafe sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, Int32(Self.largestValue))
        try configure(access)
    }

    deinit {
        // Statements first: a connection with statements left cannot be closed.
        prepared = [:]
        unsafe sqlite3_close_v2(handle)
    }

    /// Runs one statement that gives no rows, and returns how many rows it changed.
    @discardableResult
    public func execute(_ sql: String, _ values: [SQLiteValue] = []) throws(SQLiteError) -> Int {
        try statement(sql).run(values) { _ in }
        return Int(unsafe sqlite3_changes64(handle))
    }

    /// The rows of one query. More than `limit` is an error.
    public func rows(
        _ sql: String, _ values: [SQLiteValue] = [], limit: Int = 1_000_000
    ) throws(SQLiteError) -> [SQLiteRow] {
        var rows: [SQLiteRow] = []
        try forEachRow(sql, values) { row throws(SQLiteError) in
            guard rows.count < limit else { throw SQLiteError(.tooLarge, "more than \(limit) rows", path: path) }
            rows.append(row)
        }
        return rows
    }

    /// Hands each row of one query to `body`, as it is read.
    public func forEachRow(
        _ sql: String, _ values: [SQLiteValue] = [], _ body: (SQLiteRow) throws(SQLiteError) -> Void
    ) throws(SQLiteError) {
        try statement(sql).run(values, body)
    }

    /// What SQLite finds wrong with the file (`PRAGMA integrity_check`); empty when all is well.
    public func integrityProblems() throws(SQLiteError) -> [String] {
        try rows("PRAGMA integrity_check(20)").compactMap { $0.text(0) }.filter { $0 != "ok" }
    }

    private func configure(_ access: Access) throws(SQLiteError) {
        try execute("PRAGMA trusted_schema=OFF")
        try execute("PRAGMA foreign_keys=ON")
        try execute("PRAGMA synchronous=FULL")
        guard access != .readOnly else { return }
        let mode = try rows("PRAGMA journal_mode=WAL").first?.text(0)
        guard mode == "wal" else {
            let message = "journal mode is \(mode ?? "unknown"), not WAL: is this a network file system?"
            throw SQLiteError(.other, message, path: path)
        }
    }

    private func statement(_ sql: String) throws(SQLiteError) -> Statement {
        if let known = prepared[sql], !known.isRunning { return known }
        let made = try unsafe Statement(sql, database: handle, path: path)
        if prepared[sql] == nil, prepared.count < Self.mostPreparedStatements { prepared[sql] = made }
        return made
    }
}

extension Database.Access {
    fileprivate var flags: Int32 {
        switch self {
        case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        case .readWrite: SQLITE_OPEN_READWRITE
        case .readOnly: SQLITE_OPEN_READONLY
        }
    }
}

private func milliseconds(_ duration: Duration) -> Int32 {
    let (seconds, attoseconds) = duration.components
    let longest: Int64 = 3600
    return Int32(min(seconds, longest) * 1000 + attoseconds / 1_000_000_000_000_000)
}
