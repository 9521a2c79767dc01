import CanonicalJSON
import FleetModel
import RolloutPlanning
import Testing

/// Records outlive the program: these texts were written once and are read for ever. A change here means that a ledger of
/// yesterday can no longer be read; add a new version of the kind instead (ADR 1).
@Suite("The form of each record kind, for good")
struct RecordFormatTests {
    static let written: [(kind: String, version: Int, body: String)] = [
        ("run.started", 1, #"{"by":"ops","process":"p1","through":"full"}"#),
        ("run.halted", 1, #"{"by":"ops","reason":"lunch"}"#),
        ("run.held", 1, #"{"reason":"val-02 failed"}"#),
        ("run.released", 1, #"{"by":"ops"}"#),
        ("run.turned", 1, #"{"reason":"val-01 failed"}"#),
        ("run.ended", 1, #"{"outcome":"rolled-back","reason":"val-01 failed"}"#),
        ("fence.acquired", 1, #"{"host":"val-01","token":7}"#),
        ("step.ended", 1, #"{"host":"val-01","nonce":"p1-4","result":{"done":{}},"step":"switch"}"#),
        (
            "step.ended", 1,
            #"{"host":"val-01","nonce":"p1-4","result":{"refused":{"_0":{"code":"store-mismatch","detail":"x"}}},"step":"stop"}"#
        ),
        ("host.verified", 1, #"{"healthyFor":30000,"height":184222,"host":"val-01"}"#),
        ("host.turned", 1, #"{"host":"val-01","reason":"not healthy within 5m"}"#),
        ("host.closed", 1, #"{"end":{"committed":{}},"host":"val-01"}"#),
        ("host.closed", 1, #"{"end":{"reverted":{"reason":"x"}},"host":"val-01"}"#),
        ("host.closed", 1, #"{"end":{"needsOperator":{"reason":"x"}},"host":"val-01"}"#),
        ("host.reopened", 1, #"{"host":"val-01"}"#),
        ("phase.started", 1, #"{"phase":"canary"}"#),
        ("bake.covered", 1, #"{"phase":"canary","total":720000}"#),
        ("bake.broken", 1, #"{"host":"val-01","phase":"canary","reason":"silent"}"#),
        ("phase.passed", 1, #"{"phase":"canary"}"#),
        ("undo.fired", 1, #"{"host":"val-01","isThere":false}"#),
    ]

    private struct JSON: BodyDecoder {
        let text: String
        func decode<Body: RecordBody>(_ type: Body.Type) throws -> Body {
            try CanonicalJSON.decode(type, from: Array(text.utf8))
        }
    }

    @Test("a record written yesterday is read, and written the same", arguments: written)
    func isReadAndWrittenTheSame(kind: String, version: Int, body: String) throws {
        let decoding = try #require(RecordDecoding.all.first { $0.kind == kind && $0.version == version })
        let record = try decoding.record(from: JSON(text: body))
        let again = try CanonicalJSON.encode(record.body)
        #expect(String(decoding: again, as: UTF8.self) == body)
    }

    @Test("every kind has a decoder of its own")
    func everyKindOnce() {
        let names = RecordDecoding.all.map { "\($0.kind) \($0.version)" }
        #expect(Set(names).count == names.count)
        let covered = Set(Self.written.map(\.kind)).union(["run.planned", "step.intended"])
        #expect(Set(RecordDecoding.all.map(\.kind)) == covered)
    }
}
