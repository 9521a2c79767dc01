import SQLite

/// The ledger's tables. Migrations are appended, never edited.
enum LedgerSchema {
    static func prepare(_ database: Database) throws(SQLiteError) {
        try database.execute(
            """
            CREATE TABLE IF NOT EXISTS records (
                sequence INTEGER PRIMARY KEY, run TEXT NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL,
                version INTEGER NOT NULL, body BLOB NOT NULL, previous BLOB NOT NULL, hash BLOB NOT NULL)
            """)
        try database.execute("CREATE INDEX IF NOT EXISTS records_by_run ON records (run, sequence)")
        try database.execute(
            """
            CREATE TABLE IF NOT EXISTS requests (
                id INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL, at INTEGER NOT NULL, wish TEXT NOT NULL,
                by TEXT NOT NULL, reason TEXT NOT NULL)
            """)
    }

    /// Where the chain ends.
    struct End {
        var sequence: Int64 = 0
        var hash: [UInt8] = []
    }

    static func last(in database: Database) throws(SQLiteError) -> End {
        let rows = try database.rows("SELECT sequence, hash FROM records ORDER BY sequence DESC LIMIT 1")
        guard let row = rows.first else { return End() }
        return End(sequence: row.integer(0) ?? 0, hash: row.blob(1) ?? [])
    }

    static func insert(_ row: RecordRow, after end: End, in database: Database) throws(SQLiteError) -> End {
        var row = row
        row.sequence = end.sequence + 1
        row.previous = end.hash
        row.hash = LedgerChain.hash(of: row)
        try database.execute(
            "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                .integer(row.sequence), .text(row.run), .integer(row.at), .text(row.kind), .integer(row.version),
                .blob(row.body), .blob(row.previous), .blob(row.hash),
            ])
        return End(sequence: row.sequence, hash: row.hash)
    }

    static func rows(of run: String, in database: Database) throws(SQLiteError) -> [RecordRow] {
        try database.rows("SELECT * FROM records WHERE run = ? ORDER BY sequence", [.text(run)]).map(row)
    }

    static func allRows(in database: Database) throws(SQLiteError) -> [RecordRow] {
        try database.rows("SELECT * FROM records ORDER BY sequence").map(row)
    }

    /// Newest first, by their first record.
    static func runs(in database: Database) throws(SQLiteError) -> [String] {
        try database.rows("SELECT run FROM records GROUP BY run ORDER BY MIN(sequence) DESC").compactMap { $0.text(0) }
    }

    private static func row(_ row: SQLiteRow) -> RecordRow {
        RecordRow(
            sequence: row.integer(0) ?? 0, run: row.text(1) ?? "", at: row.integer(2) ?? 0, kind: row.text(3) ?? "",
            version: row.integer(4) ?? 0, body: row.blob(5) ?? [], previous: row.blob(6) ?? [], hash: row.blob(7) ?? [])
    }
}
