import SQLite
import SQLiteLedger

/// The ledger as another program sees it, while the controller writes it.
struct LedgerView {
    struct Row {
        let sequence: Int
        let run: String
        let kind: String
        let body: String
    }

    let path: String

    /// The last record's number; 0 before there is a ledger.
    func last() throws -> Int { try Watch(path).last() }

    func rows(after sequence: Int = 0) throws -> [Row] {
        try Database(path: path, access: .readOnly).rows(
            "SELECT sequence, run, kind, body FROM records WHERE sequence > ? ORDER BY sequence",
            [.integer(Int64(sequence))]
        ).map { row in
            Row(
                sequence: Int(row.integer(0) ?? 0), run: row.text(1) ?? "", kind: row.text(2) ?? "",
                body: String(decoding: row.blob(3) ?? [], as: UTF8.self))
        }
    }

    /// True when a record of this kind, whose body holds all of `texts`, came after `sequence`.
    func has(_ kind: String, _ texts: String..., after sequence: Int) -> Bool {
        guard let rows = try? rows(after: sequence) else { return false }
        return rows.contains { row in row.kind == kind && texts.allSatisfy(row.body.contains) }
    }

    /// What is wrong with the chain of records.
    func problems() async throws -> [String] {
        try await SQLiteLedger.open(path) { 0 }.problems()
    }

    /// One connection that is asked again and again.
    struct Watch {
        private let database: Database

        init(_ path: String) throws { database = try Database(path: path, access: .readOnly) }

        func last() throws -> Int {
            Int(try database.rows("SELECT max(sequence) FROM records").first?.integer(0) ?? 0)
        }
    }
}
