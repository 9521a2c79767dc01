import Files
import SQLite
import Testing

@Suite("databases")
struct DatabaseTests {
    private let directory: Scratch
    private var path: String { directory.file("test.db") }

    init() throws {
        directory = try Scratch()
    }

    @Test("every kind of value comes back as it went in")
    func values() throws {
        let database = try Database(path: path)
        try database.execute("CREATE TABLE t(a, b, c, d, e)")
        let values: [SQLiteValue] = [
            .null, .integer(.min), .real(-0.5), .text("é\0\u{1F600}'"), .blob([0, 255, 39]),
        ]
        try database.execute("INSERT INTO t VALUES(?, ?, ?, ?, ?)", values)
        let empty: [SQLiteValue] = [.text(""), .blob([]), .integer(.max), .null, .real(.infinity)]
        try database.execute("INSERT INTO t VALUES(?, ?, ?, ?, ?)", empty)
        #expect(try database.rows("SELECT * FROM t").map(\.values) == [values, empty])
    }

    @Test("a commit is synced and logged ahead: synchronous=FULL, journal_mode=WAL")
    func durability() throws {
        let database = try Database(path: path)
        #expect(try database.rows("PRAGMA synchronous").first?.integer(0) == 2)
        #expect(try database.rows("PRAGMA journal_mode").first?.text(0) == "wal")
    }

    @Test("a transaction that throws leaves nothing, and the next one works")
    func rollback() throws {
        struct Refusal: Error {}
        let database = try Database(path: path)
        try database.execute("CREATE TABLE t(a UNIQUE)")
        #expect(throws: Refusal.self) {
            try database.transaction(.immediate, wrapping: { _ in Refusal() }) { () throws(Refusal) in
                _ = try? database.execute("INSERT INTO t VALUES(1)")
                throw Refusal()
            }
        }
        let error = #expect(throws: SQLiteError.self) {
            try database.transaction(.immediate) { () throws(SQLiteError) in
                try database.execute("INSERT INTO t VALUES(2)")
                try database.execute("INSERT INTO t VALUES(2)")
            }
        }
        #expect(error?.code == .constraint)
        #expect(error?.extendedCode == 2067)
        try database.transaction(.deferred) { () throws(SQLiteError) in try database.execute("INSERT INTO t VALUES(3)")
        }
        #expect(try database.rows("SELECT a FROM t").map { $0.integer(0) } == [3])
    }

    @Test("a second writer is told that the database is busy when the timeout is over")
    func busy() throws {
        let first = try Database(path: path)
        try first.execute("CREATE TABLE t(a)")
        let second = try Database(path: path, busyTimeout: .milliseconds(20))
        try first.transaction(.immediate) { () throws(SQLiteError) in
            try first.execute("INSERT INTO t VALUES(1)")
            let error = #expect(throws: SQLiteError.self) {
                try second.transaction(.immediate) { () throws(SQLiteError) in }
            }
            #expect(error?.code == .busy)
            #expect((try? second.rows("SELECT * FROM t").count) == 0)
        }
        #expect(try second.rows("SELECT * FROM t").count == 1)
    }

    @Test("a statement may be used again while its rows are being read")
    func nested() throws {
        let database = try Database(path: path)
        try database.execute("CREATE TABLE t(a)")
        for number in 1...3 { try database.execute("INSERT INTO t VALUES(?)", [.integer(Int64(number))]) }
        var pairs = 0
        try database.forEachRow("SELECT a FROM t") { _ throws(SQLiteError) in
            pairs += try database.rows("SELECT a FROM t").count
        }
        #expect(pairs == 9)
    }

    @Test("rows over the limit, too few values and two statements are refused")
    func refused() throws {
        let database = try Database(path: path)
        #expect(throws: SQLiteError.self) { try database.rows("SELECT 1 UNION SELECT 2", limit: 1) }
        #expect(throws: SQLiteError.self) { try database.rows("SELECT ?") }
        #expect(throws: SQLiteError.self) { try database.execute("SELECT 1; SELECT 2") }
        #expect(throws: SQLiteError.self) { try database.execute("") }
        let error = #expect(throws: SQLiteError.self) { try database.execute("SELEKT") }
        #expect(error?.message.contains("SELEKT") == true)
        #expect(try database.rows("SELECT 1;\n").count == 1)
    }

    @Test("a file that is no database, a missing one and a missing directory are told apart")
    func unusable() throws {
        try AtomicFile.write([UInt8](repeating: 7, count: 4096), to: path)
        #expect { try Database(path: path) } throws: { ($0 as? SQLiteError)?.code == .corrupt }
        let missing = directory.file("missing.db")
        #expect { try Database(path: missing, access: .readWrite) } throws: {
            ($0 as? SQLiteError)?.code == .cannotOpen
        }
        #expect { try Database(path: directory.file("no/such.db")) } throws: {
            ($0 as? SQLiteError)?.code == .cannotOpen
        }
        #expect(!File.exists(missing))
    }

    @Test("a reader may look and not touch")
    func readOnly() throws {
        let writer = try Database(path: path)
        try writer.execute("CREATE TABLE t(a)")
        let reader = try Database(path: path, access: .readOnly)
        #expect(try reader.rows("SELECT * FROM t").isEmpty)
        #expect { try reader.execute("INSERT INTO t VALUES(1)") } throws: {
            ($0 as? SQLiteError)?.code == .readOnly
        }
    }
}

/// A temporary directory that a test suite, which must be copyable, can hold.
final class Scratch: Sendable {
    private let directory: TemporaryDirectory
    init() throws { directory = try TemporaryDirectory(prefix: "sqlite") }
    func file(_ name: String) -> String { directory.file(name) }
}
