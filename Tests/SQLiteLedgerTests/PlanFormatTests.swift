import CanonicalJSON
import Files
import RolloutPlanning
import Testing

/// `run.planned` is long, so what was written once stands in files. They are never changed: a ledger of yesterday holds them.
@Suite("The form of plans in the ledger, for good")
struct PlanFormatTests {
    private struct JSON: BodyDecoder {
        let bytes: [UInt8]
        func decode<Body: RecordBody>(_ type: Body.Type) throws -> Body { try CanonicalJSON.decode(type, from: bytes) }
    }

    @Test("a plan written yesterday is read, and written the same", arguments: [1, 2])
    func isReadAndWrittenTheSame(version: Int) throws {
        let root = FilePath.parent(of: FilePath.parent(of: FilePath.parent(of: #filePath)))
        let written = try File.read("\(root)/Tests/Fixtures/Ledger/run-planned-\(version).json", limit: 1 << 20)
        let decoding = try #require(
            RecordDecoding.all.first { $0.kind == "run.planned" && $0.version == version })
        let record = try decoding.record(from: JSON(bytes: written))
        let body = record.body
        #expect(type(of: body).version == version)
        let again = String(decoding: try CanonicalJSON.encode(body), as: UTF8.self)
        #expect(again + "\n" == String(decoding: written, as: UTF8.self))
        guard case .runPlanned(let planned) = record else { return }
        #expect(planned.plan.configuresHosts == (version == 2))
        #expect(planned.plan.hosts.contains { $0.changesConfiguration } == (version == 2))
    }
}
