import CanonicalJSON
import Crypto
import FleetModel
import RolloutEngine
import RolloutPlanning

/// One record as it lies in the ledger.
struct RecordRow: Sendable, Equatable {
    var sequence: Int64 = 0
    let run: String
    /// Milliseconds since 1970.
    let at: Int64
    let kind: String
    let version: Int64
    /// JSON with sorted keys.
    let body: [UInt8]
    var previous: [UInt8] = []
    var hash: [UInt8] = []

    init(
        sequence: Int64, run: String, at: Int64, kind: String, version: Int64, body: [UInt8], previous: [UInt8],
        hash: [UInt8]
    ) {
        self.sequence = sequence
        self.run = run
        self.at = at
        self.kind = kind
        self.version = version
        self.body = body
        self.previous = previous
        self.hash = hash
    }

    init(_ record: RolloutRecord, run: RunID, at: Int64) throws(LedgerFailure) {
        self.run = run.rawValue
        self.at = at
        let content = record.body
        kind = type(of: content).kind
        version = Int64(type(of: content).version)
        do throws(CanonicalJSONError) { body = try CanonicalJSON.encode(content) } catch {
            throw LedgerFailure("cannot write a record of kind \(type(of: content).kind): \(error)")
        }
    }

    func record() throws(LedgerFailure) -> RolloutRecord {
        let decoding = RecordDecoding.all.first { $0.kind == kind && Int64($0.version) == version }
        guard let decoding else {
            throw LedgerFailure("record \(sequence) is a \(kind) of version \(version), which this cjctl cannot read")
        }
        do { return try decoding.record(from: JSONBody(bytes: body)) } catch {
            throw LedgerFailure("record \(sequence) (\(kind) version \(version)) cannot be read: \(error)")
        }
    }

    private struct JSONBody: BodyDecoder {
        let bytes: [UInt8]
        func decode<Body: RecordBody>(_ type: Body.Type) throws -> Body {
            try CanonicalJSON.decode(type, from: bytes)
        }
    }
}

/// The hash chain over all records, whatever their run.
enum LedgerChain {
    /// SHA-256 over the columns in their order, each with its length in front (4 bytes, most significant first).
    static func hash(of row: RecordRow) -> [UInt8] {
        let columns = [
            bytes(row.sequence), Array(row.run.utf8), bytes(row.at), Array(row.kind.utf8), bytes(row.version), row.body,
            row.previous,
        ]
        return SHA256.hash(columns.flatMap { bytes(UInt32($0.count)) + $0 })
    }

    static func problems(in rows: [RecordRow]) -> [String] {
        var found: [String] = []
        var previous: [UInt8] = []
        for (index, row) in rows.enumerated() {
            if row.sequence != Int64(index + 1) { found.append("record \(index + 1) is missing") }
            if row.previous != previous { found.append("record \(row.sequence) does not follow the one before it") }
            if row.hash != hash(of: row) { found.append("record \(row.sequence) was altered") }
            previous = row.hash
        }
        return found
    }

    private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        (0..<(value.bitWidth / 8)).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}
