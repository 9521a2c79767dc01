import SQLite

/// The tables of `samples.db`. Migrations are appended, never edited.
enum SampleSchema {
    static func prepare(_ database: Database) throws(SQLiteError) {
        try database.execute(
            """
            CREATE TABLE IF NOT EXISTS raw (
                id INTEGER PRIMARY KEY, node TEXT NOT NULL, figure TEXT NOT NULL, at INTEGER NOT NULL,
                seen INTEGER NOT NULL, kind INTEGER NOT NULL, value REAL, reason TEXT)
            """)
        try database.execute("CREATE UNIQUE INDEX IF NOT EXISTS raw_by_name ON raw (node, figure, at)")
        try database.execute("CREATE INDEX IF NOT EXISTS raw_by_time ON raw (at)")
        try database.execute(
            """
            CREATE TABLE IF NOT EXISTS minutes (
                id INTEGER PRIMARY KEY, node TEXT NOT NULL, figure TEXT NOT NULL, start INTEGER NOT NULL,
                least REAL, greatest REAL, last REAL, last_at INTEGER, usable INTEGER NOT NULL, bad INTEGER NOT NULL,
                missing INTEGER NOT NULL)
            """)
        try database.execute("CREATE UNIQUE INDEX IF NOT EXISTS minutes_by_name ON minutes (node, figure, start)")
        try database.execute("CREATE INDEX IF NOT EXISTS minutes_by_time ON minutes (start)")
    }

    /// True when the sample was not there yet.
    static func insert(_ row: SampleRow, in database: Database) throws(SQLiteError) -> Bool {
        try database.execute(
            "INSERT OR IGNORE INTO raw (node, figure, at, seen, kind, value, reason) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                .text(row.node), .text(row.figure), .integer(row.at), .integer(row.seen), .integer(row.kind.rawValue),
                row.value.map { .real($0) } ?? .null, row.reason.map { .text($0) } ?? .null,
            ]) > 0
    }

    /// Adds the sample to its minute.
    static func fold(_ row: SampleRow, in database: Database) throws(SQLiteError) {
        let usable = row.usableValue
        let value: SQLiteValue = usable.map { .real($0) } ?? .null
        try database.execute(
            """
            INSERT INTO minutes (node, figure, start, least, greatest, last, last_at, usable, bad, missing)
            VALUES (?1, ?2, ?3, ?4, ?4, ?4, ?5, ?6, ?7, ?8)
            ON CONFLICT (node, figure, start) DO UPDATE SET
                least = MIN(COALESCE(least, ?4), COALESCE(?4, least)),
                greatest = MAX(COALESCE(greatest, ?4), COALESCE(?4, greatest)),
                last = CASE WHEN ?4 IS NOT NULL AND (last_at IS NULL OR last_at <= ?5) THEN ?4 ELSE last END,
                last_at = CASE WHEN ?4 IS NOT NULL AND (last_at IS NULL OR last_at <= ?5) THEN ?5 ELSE last_at END,
                usable = usable + ?6, bad = bad + ?7, missing = missing + ?8
            """,
            [
                .text(row.node), .text(row.figure), .integer(row.minute), value,
                usable == nil ? .null : .integer(row.at), .integer(usable == nil ? 0 : 1),
                .integer(usable == nil && row.kind != .missing ? 1 : 0), .integer(row.kind == .missing ? 1 : 0),
            ])
    }

    /// Removes at most `most` rows older than `time`, oldest first, and says how many it were.
    static func removeRaw(before time: Int64, most: Int, in database: Database) throws(SQLiteError) -> Int {
        try database.execute(
            "DELETE FROM raw WHERE id IN (SELECT id FROM raw WHERE at < ? ORDER BY at LIMIT ?)",
            [.integer(time), .integer(Int64(most))])
    }

    static func removeMinutes(before time: Int64, most: Int, in database: Database) throws(SQLiteError) -> Int {
        try database.execute(
            "DELETE FROM minutes WHERE id IN (SELECT id FROM minutes WHERE start < ? ORDER BY start LIMIT ?)",
            [.integer(time), .integer(Int64(most))])
    }
}
