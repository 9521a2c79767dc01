internal import CSQLite

/// Why the database refused.
public struct SQLiteError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds that a caller may want to tell apart (SQLite's primary result codes).
    public enum Code: Hashable, Sendable {
        /// Another connection holds the lock, and kept it for longer than the busy timeout.
        case busy
        /// The disk is full.
        case full
        /// The operating system reported an error while reading, writing or syncing.
        case inputOutput
        /// The file is damaged, or is no database.
        case corrupt
        /// The file or its directory may only be read.
        case readOnly
        /// The file cannot be opened.
        case cannotOpen
        /// A rule of the schema forbids it: unique, foreign key, not null, check.
        case constraint
        /// A value or a result is larger than its limit.
        case tooLarge
        /// Anything else; mostly a wrong statement.
        case other
    }

    /// What went wrong, for code.
    public let code: Code
    /// SQLite's extended result code (sqlite.org/rescode.html); 0 when the refusal is this module's own.
    public let extendedCode: Int32
    /// What SQLite says.
    public let message: String
    /// The database's path.
    public let path: String

    init(_ code: Code, _ message: String, extendedCode: Int32 = 0, path: String) {
        self.code = code
        self.extendedCode = extendedCode
        self.message = message
        self.path = path
    }

    /// The last error of a connection.
    @unsafe init(of database: OpaquePointer?, path: String) {
        let extendedCode = unsafe sqlite3_extended_errcode(database)
        let message = unsafe sqlite3_errmsg(database).map { unsafe String(cString: $0) } ?? "unknown error"
        self.init(Self.code(extendedCode), message, extendedCode: extendedCode, path: path)
    }

    /// One line: the file, SQLite's words and its code.
    public var description: String {
        extendedCode == 0 ? "\(path): \(message)" : "\(path): \(message) (SQLite \(extendedCode))"
    }

    private static func code(_ extendedCode: Int32) -> Code {
        switch extendedCode & 0xff {
        case SQLITE_BUSY, SQLITE_LOCKED: .busy
        case SQLITE_FULL: .full
        case SQLITE_IOERR: .inputOutput
        case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
        case SQLITE_READONLY, SQLITE_PERM: .readOnly
        case SQLITE_CANTOPEN: .cannotOpen
        case SQLITE_CONSTRAINT: .constraint
        case SQLITE_TOOBIG: .tooLarge
        default: .other
        }
    }
}
