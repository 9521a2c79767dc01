import Files
import FleetModel
import RolloutEngine
import RolloutPlanning
import SQLite
import SQLiteLedger
import Testing

@Suite("The ledger in SQLite")
struct SQLiteLedgerTests {
    private let run: RunID
    private let process: Nonce
    private let phase: PhaseName

    init() throws {
        run = try #require(RunID(rawValue: "run-1"))
        process = try #require(Nonce(rawValue: "p1"))
        phase = try #require(PhaseName(rawValue: "full"))
    }

    private func withLedger(_ body: (SQLiteLedger, String) async throws -> Void) async throws {
        let folder = try TemporaryDirectory(prefix: "ledger-")
        let path = folder.file("ledger.db")
        try await body(try await SQLiteLedger.open(path) { 1_700_000_000_000 }, path)
    }

    private var records: [RolloutRecord] {
        [
            .runStarted(RunStarted(process: process, through: phase, by: "ops")),
            .runHalted(RunHalted(by: "ops", reason: "lunch")), .runReleased(RunReleased(by: "ops")),
            .runEnded(RunEnded(outcome: .completed, reason: "every phase passed")),
        ]
    }

    @Test("what was appended is read back in order, run by run, newest run first")
    func readsBack() async throws {
        try await withLedger { ledger, _ in
            let other = try #require(RunID(rawValue: "run-2"))
            try await ledger.append(records, to: run)
            try await ledger.append([records[0]], to: other)
            #expect(try await ledger.records(of: run) == records)
            #expect(try await ledger.records(of: other) == [records[0]])
            #expect(try await ledger.runs() == [other, run])
            #expect(try await ledger.problems() == [])
        }
    }

    @Test(
        "the chain tells an altered, a removed and a reordered record",
        arguments: [
            ("UPDATE records SET body = replace(body, 'lunch', 'dinner') WHERE sequence = 2", "record 2 was altered"),
            ("UPDATE records SET at = at + 1 WHERE sequence = 3", "record 3 was altered"),
            ("UPDATE records SET run = 'run-9' WHERE sequence = 1", "record 1 was altered"),
            ("DELETE FROM records WHERE sequence = 2", "record 3 does not follow the one before it"),
        ])
    func chain(change: String, problem: String) async throws {
        try await withLedger { ledger, path in
            try await ledger.append(records, to: run)
            try Database(path: path).execute(change)
            #expect(try await ledger.problems().contains(problem))
        }
    }

    @Test(
        "a record of a kind or version that this program does not know is refused by name",
        arguments: ["kind", "version"])
    func unknownKind(column: String) async throws {
        try await withLedger { ledger, path in
            try await ledger.append(records, to: run)
            let value = column == "kind" ? "'run.teleported'" : "9"
            try Database(path: path).execute("UPDATE records SET \(column) = \(value) WHERE sequence = 2")
            let failure = await #expect(throws: LedgerFailure.self) { try await ledger.records(of: run) }
            #expect(failure?.description.contains("record 2") == true)
            #expect(failure?.description.contains(column == "kind" ? "run.teleported" : "version 9") == true)
        }
    }

    @Test("a request is given out once, and only to its own run")
    func requests() async throws {
        try await withLedger { ledger, _ in
            let other = try #require(RunID(rawValue: "run-2"))
            let request = PostedRequest(run: run, wish: .halt, by: "ops", reason: "lunch")
            try await ledger.post(request)
            #expect(try await ledger.takeRequests(for: other) == [])
            #expect(try await ledger.takeRequests(for: run) == [request])
            #expect(try await ledger.takeRequests(for: run) == [])
        }
    }

    @Test("two ledgers on one file make one chain")
    func twoWriters() async throws {
        try await withLedger { first, path in
            let second = try await SQLiteLedger.open(path) { 1_700_000_000_001 }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for ledger in [first, second] {
                    for _ in 0..<20 { group.addTask { try await ledger.append([records[1]], to: run) } }
                }
                try await group.waitForAll()
            }
            #expect(try await first.problems() == [])
            #expect(try await first.records(of: run).count == 40)
        }
    }
}
