public import FleetModel
import Reactor
public import RolloutEngine
public import RolloutPlanning
import SQLite

/// Samples in a SQLite file of their own. Its calls wait for the disk, so the actor lives on a thread of its own.
public actor SampleStore: Samples {
    /// How long raw samples are kept, and the lines of minutes.
    public static let rawAge = TimeSpan.seconds(3600)
    public static let minuteAge = TimeSpan.seconds(35 * 86_400)
    /// The most rows of each kind that one call of `prune` removes.
    public static let pruned = 10_000
    /// The most rows that one question is answered with.
    static let mostRows = 100_000

    private let thread: Reactor
    private let database: Database

    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    /// Opens the file, making it where it is missing.
    public static func open(_ path: String) async throws(LedgerFailure) -> SampleStore {
        let thread: Reactor
        do throws(ReactorError) { thread = try Reactor(named: "samples") } catch {
            throw LedgerFailure("cannot start the thread of the samples: \(error)")
        }
        do throws(SQLiteError) {
            let database = try Database(path: path)
            try SampleSchema.prepare(database)
            return SampleStore(thread: thread, database: database)
        } catch {
            thread.shutdown()
            throw LedgerFailure("\(error)")
        }
    }

    private init(thread: Reactor, database: sending Database) {
        self.thread = thread
        self.database = database
    }

    deinit { thread.shutdown() }

    /// All of them in one transaction, each raw and in its minute.
    public func record(_ samples: [Sample]) throws(LedgerFailure) {
        try wrapped { () throws(SQLiteError) in
            try database.transaction(.immediate) { () throws(SQLiteError) in
                for sample in samples {
                    let row = SampleRow(sample)
                    if try SampleSchema.insert(row, in: database) { try SampleSchema.fold(row, in: database) }
                }
            }
        }
    }

    public func samples(
        _ figure: Figure, of node: HostID, in span: ClosedRange<Instant>
    ) throws(LedgerFailure) -> [Sample] {
        let rows = try wrapped { () throws(SQLiteError) in
            try database.rows(
                """
                SELECT at, seen, kind, value, reason FROM raw
                WHERE node = ? AND figure = ? AND at BETWEEN ? AND ? ORDER BY at
                """, Self.question(figure, node, span), limit: Self.mostRows)
        }
        return rows.compactMap { row in
            guard let at = row.integer(0), let seen = row.integer(1), let kind = row.integer(2),
                let reading = SampleRow.reading(kind: kind, value: row.real(3), reason: row.text(4))
            else { return nil }
            return Sample(
                node: node, figure: figure, reading: reading, at: Instant(milliseconds: at),
                seen: Instant(milliseconds: seen))
        }
    }

    public func minutes(
        _ figure: Figure, of node: HostID, in span: ClosedRange<Instant>
    ) throws(LedgerFailure) -> [SampleMinute] {
        let rows = try wrapped { () throws(SQLiteError) in
            try database.rows(
                """
                SELECT start, least, greatest, last, usable, bad, missing FROM minutes
                WHERE node = ? AND figure = ? AND start BETWEEN ? AND ? ORDER BY start
                """, Self.question(figure, node, span), limit: Self.mostRows)
        }
        return rows.map { row in
            SampleMinute(
                start: Instant(milliseconds: row.integer(0) ?? 0), least: row.real(1), greatest: row.real(2),
                last: row.real(3), usable: Int(row.integer(4) ?? 0), bad: Int(row.integer(5) ?? 0),
                missing: Int(row.integer(6) ?? 0))
        }
    }

    public func prune(at now: Instant) throws(LedgerFailure) -> Bool {
        try wrapped { () throws(SQLiteError) in
            let raw = try SampleSchema.removeRaw(
                before: (now - Self.rawAge).milliseconds, most: Self.pruned, in: database)
            let minutes = try SampleSchema.removeMinutes(
                before: (now - Self.minuteAge).milliseconds, most: Self.pruned, in: database)
            return raw == Self.pruned || minutes == Self.pruned
        }
    }

    private static func question(_ figure: Figure, _ node: HostID, _ span: ClosedRange<Instant>) -> [SQLiteValue] {
        [
            .text(node.rawValue), .text(figure.rawValue), .integer(span.lowerBound.milliseconds),
            .integer(span.upperBound.milliseconds),
        ]
    }

    private func wrapped<Value>(_ body: () throws(SQLiteError) -> Value) throws(LedgerFailure) -> Value {
        do throws(SQLiteError) { return try body() } catch { throw LedgerFailure("\(error)") }
    }
}
