import FleetModel
import RolloutEngine
import SQLite

/// Requests to a running controller. A row is there until the controller takes it.
enum RequestRows {
    static func insert(_ request: PostedRequest, at: Int64, in database: Database) throws(SQLiteError) {
        try database.execute(
            "INSERT INTO requests (run, at, wish, by, reason) VALUES (?, ?, ?, ?, ?)",
            [
                .text(request.run.rawValue), .integer(at), .text(request.wish.rawValue), .text(request.by),
                .text(request.reason),
            ])
    }

    static func take(for run: RunID, in database: Database) throws(SQLiteError) -> [PostedRequest] {
        let waiting = try database.rows("SELECT 1 FROM requests WHERE run = ? LIMIT 1", [.text(run.rawValue)])
        guard !waiting.isEmpty else { return [] }
        return try database.transaction(.immediate) { () throws(SQLiteError) in
            let rows = try database.rows(
                "SELECT wish, by, reason FROM requests WHERE run = ? ORDER BY id", [.text(run.rawValue)])
            try database.execute("DELETE FROM requests WHERE run = ?", [.text(run.rawValue)])
            return rows.compactMap { row in
                guard let wish = row.text(0).flatMap(PostedRequest.Wish.init(rawValue:)) else { return nil }
                return PostedRequest(run: run, wish: wish, by: row.text(1) ?? "", reason: row.text(2) ?? "")
            }
        }
    }
}
