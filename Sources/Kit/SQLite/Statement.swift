internal import CSQLite

/// One prepared statement, owned: finalised at the end of its life.
@safe final class Statement {
    private let handle: OpaquePointer
    private let path: String
    /// True between the first step and the reset: the cache must not hand it out a second time.
    private(set) var isRunning = false

    /// Prepares the first statement in `sql`. Nothing but blanks may follow it.
    init(_ sql: String, database: OpaquePointer, path: String) throws(SQLiteError) {
        var prepared: OpaquePointer?
        let rest: (code: Int32, isEmpty: Bool) = unsafe sql.withCString { text in
            var tail: UnsafePointer<CChar>?
            let code = unsafe sqlite3_prepare_v2(database, text, -1, &prepared, &tail)
            let left = unsafe tail.map { unsafe String(cString: $0) } ?? ""
            return (code, left.utf8.allSatisfy { [0x20, 0x09, 0x0A, 0x0D, 0x3B].contains($0) })
        }
        guard rest.code == SQLITE_OK else { throw unsafe SQLiteError(of: database, path: path) }
        guard let prepared = unsafe prepared, rest.isEmpty else {
            throw SQLiteError(.other, "exactly one statement is wanted", path: path)
        }
        unsafe handle = prepared
        self.path = path
    }

    deinit {
        unsafe sqlite3_finalize(handle)
    }

    /// Runs the statement to its end and hands each row to `body`.
    func run(_ values: [SQLiteValue], _ body: (SQLiteRow) throws(SQLiteError) -> Void) throws(SQLiteError) {
        isRunning = true
        defer {
            // The code of a reset repeats the error of the last step, which has been thrown already.
            _ = unsafe sqlite3_reset(handle)
            _ = unsafe sqlite3_clear_bindings(handle)
            isRunning = false
        }
        try bind(values)
        while true {
            switch unsafe sqlite3_step(handle) {
            case SQLITE_ROW: try body(row())
            case SQLITE_DONE: return
            default: throw unsafe SQLiteError(of: sqlite3_db_handle(handle), path: path)
            }
        }
    }

    private func bind(_ values: [SQLiteValue]) throws(SQLiteError) {
        let wanted = Int(unsafe sqlite3_bind_parameter_count(handle))
        guard wanted == values.count else {
            throw SQLiteError(.other, "\(wanted) parameters, but \(values.count) values", path: path)
        }
        for (index, value) in values.enumerated() {
            let position = Int32(index + 1)
            let code: Int32
            switch value {
            case .null: code = unsafe sqlite3_bind_null(handle, position)
            case .integer(let number): code = unsafe sqlite3_bind_int64(handle, position, number)
            case .real(let number): code = unsafe sqlite3_bind_double(handle, position, number)
            case .text(let text):
                let bytes = Array(text.utf8)
                code = unsafe csqlite_bind_text(handle, position, bytes, Int64(bytes.count))
            case .blob(let bytes):
                code = unsafe csqlite_bind_blob(handle, position, bytes, Int64(bytes.count))
            }
            guard code == SQLITE_OK else { throw unsafe SQLiteError(of: sqlite3_db_handle(handle), path: path) }
        }
    }

    private func row() -> SQLiteRow {
        SQLiteRow(values: unsafe (0..<sqlite3_column_count(handle)).map { column(Int32($0)) })
    }

    private func column(_ index: Int32) -> SQLiteValue {
        switch unsafe sqlite3_column_type(handle, index) {
        case SQLITE_INTEGER: unsafe .integer(sqlite3_column_int64(handle, index))
        case SQLITE_FLOAT: unsafe .real(sqlite3_column_double(handle, index))
        case SQLITE_TEXT: .text(String(decoding: bytes(index), as: UTF8.self))
        case SQLITE_BLOB: .blob(bytes(index))
        default: .null
        }
    }

    private func bytes(_ index: Int32) -> [UInt8] {
        // The pointer first, then the length: sqlite.org/c3ref/column_blob.html.
        let start = unsafe sqlite3_column_blob(handle, index)
        let count = Int(unsafe sqlite3_column_bytes(handle, index))
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }
}
