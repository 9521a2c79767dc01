import Files
import Glibc
import SQLite
import SuddenDeath
import Testing

@Suite("databases and sudden death")
struct CrashTests {
    @Test(
        "a process killed between or within writes loses no record that it acknowledged",
        arguments: roundsOfSuddenDeath(sample: 16, long: 400))
    func killed(round: Int) async throws {
        let directory = try Scratch()
        let path = directory.file("ledger.db")
        _ = try Database(path: path).execute("CREATE TABLE records(id INTEGER PRIMARY KEY, content BLOB NOT NULL)")

        let result = await #expect(
            processExitsWith: .signal(SIGKILL), observing: [\.standardOutputContent]
        ) { [path = path as String, round = round as Int] in
            let database = try Database(path: path)
            arrangeSuddenDeath(afterMicroseconds: 1_000 + round % 29 * (round % 31) * 211)
            for id in Int64(1)...1_000_000 {
                try database.transaction(.immediate) { () throws(SQLiteError) in
                    let content = [UInt8](repeating: UInt8(truncatingIfNeeded: id), count: 3000)
                    try database.execute("INSERT INTO records VALUES(?, ?)", [.integer(id), .blob(content)])
                }
                let acknowledgement = Array("\(id)\n".utf8)
                _ = unsafe write(1, acknowledgement, acknowledgement.count)
            }
        }
        let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
        let acknowledged = output.split(separator: "\n").compactMap { Int64($0) }.max() ?? 0

        let database = try Database(path: path, access: .readWrite)
        #expect(try database.integrityProblems().isEmpty)
        let records = try database.rows("SELECT id, content FROM records ORDER BY id")
        #expect(records.map { $0.integer(0) } == (0..<records.count).map { Int64($0) + 1 })
        #expect(records.count == acknowledged || records.count == Int(acknowledged) + 1)
        for record in records {
            let content = try #require(record.blob(1))
            #expect(content.count == 3000 && Set(content).count == 1)
        }
    }
}
