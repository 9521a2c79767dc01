import Files
import FleetModel
import RolloutEngine
import RolloutPlanning
import SampleStore
import Testing

@Suite("samples.db")
struct SampleStoreTests {
    private static let start = Instant(milliseconds: 1_800_000_000_000)
    private let node: HostID

    init() throws { node = try #require(HostID(rawValue: "val-01")) }

    private func withStore(_ body: (SampleStore, String) async throws -> Void) async throws {
        let directory = try TemporaryDirectory(prefix: "samples")
        let path = directory.file("samples.db")
        try await body(try await SampleStore.open(path), path)
    }

    private func sample(_ seconds: Int64, _ reading: SampleReading, seenAfter: TimeSpan = .zero) -> Sample {
        let at = Self.start + .seconds(seconds)
        return Sample(node: node, figure: .height, reading: reading, at: at, seen: at + seenAfter)
    }

    private var always: ClosedRange<Instant> { Instant(milliseconds: 0)...(Self.start + .seconds(100 * 86_400)) }

    @Test("what was recorded reads back as it was, in order of time, after the store is opened anew")
    func roundTrip() async throws {
        let directory = try TemporaryDirectory(prefix: "samples")
        let path = directory.file("samples.db")
        let samples = [
            sample(0, .value(7)), sample(5, .missing("refused")), sample(10, .stale("old")),
            sample(15, .error("no number")), sample(20, .value(.infinity)),
            sample(25, .value(8), seenAfter: .seconds(3)),
        ]
        do { try await SampleStore.open(path).record(samples.reversed()) }
        let again = try await SampleStore.open(path)
        #expect(try await again.samples(.height, of: node, in: always) == samples)
        #expect(try await again.samples(.peers, of: node, in: always).isEmpty)
        let part = (Self.start + .seconds(5))...(Self.start + .seconds(15))
        #expect(try await again.samples(.height, of: node, in: part) == Array(samples[1...3]))
        try await again.record([sample(30, .value(.nan))])
        guard case .value(let value)? = try await again.samples(.height, of: node, in: always).last?.reading else {
            Issue.record("NaN is a value")
            return
        }
        #expect(value.isNaN)
    }

    @Test("a minute has least, greatest, last, and counts of bad and missing looks; one without looks has no line")
    func minutes() async throws {
        try await withStore { store, _ in
            try await store.record([sample(10, .missing("refused")), sample(5, .value(9)), sample(30, .value(4))])
            try await store.record([
                sample(20, .value(6)), sample(40, .value(.nan)), sample(45, .value(1), seenAfter: .seconds(16)),
                sample(50, .error("x")), sample(3600, .missing("refused")),
            ])
            let lines = try await store.minutes(.height, of: node, in: always)
            #expect(
                lines == [
                    SampleMinute(
                        start: Self.start, least: 4, greatest: 9, last: 4, usable: 3, bad: 3, missing: 1),
                    SampleMinute(
                        start: Self.start + .seconds(3600), least: nil, greatest: nil, last: nil, usable: 0, bad: 0,
                        missing: 1),
                ])
        }
    }

    @Test("a sample that is recorded twice counts once")
    func twice() async throws {
        try await withStore { store, _ in
            for _ in 0..<3 { try await store.record([sample(5, .value(9)), sample(10, .missing("refused"))]) }
            let line = try #require(try await store.minutes(.height, of: node, in: always).first)
            #expect(line.usable == 1 && line.missing == 1)
            #expect(try await store.samples(.height, of: node, in: always).count == 2)
        }
    }

    @Test("raw samples go after an hour and minutes after 35 days, a bounded piece at a time")
    func pruning() async throws {
        try await withStore { store, _ in
            let count = SampleStore.pruned + 500
            try await store.record((0..<count).map { sample(Int64($0) / 10, .value(Double($0))).moved($0 % 10) })
            let end = Self.start + .seconds(Int64(count) / 10)
            #expect(try await !store.prune(at: Self.start + SampleStore.rawAge))
            #expect(try await store.samples(.height, of: node, in: always).count == count)
            #expect(try await store.prune(at: end + SampleStore.rawAge + .seconds(1)))
            #expect(try await store.samples(.height, of: node, in: always).count == 500)
            #expect(try await !store.prune(at: end + SampleStore.rawAge + .seconds(1)))
            #expect(try await store.samples(.height, of: node, in: always).isEmpty)
            #expect(try await !store.minutes(.height, of: node, in: always).isEmpty)
            // The last minute begins at 1,020 s.
            #expect(try await !store.prune(at: Self.start + .seconds(1020) + SampleStore.minuteAge))
            #expect(try await store.minutes(.height, of: node, in: always).count == 1)
            _ = try await store.prune(at: end + SampleStore.minuteAge + .seconds(60))
            #expect(try await store.minutes(.height, of: node, in: always).isEmpty)
        }
    }

    @Test("gates judge what was recorded as what was seen, holes included")
    func gates() async throws {
        try await withStore { store, _ in
            let gate = try #require(StandardGates.all.first { $0.name.rawValue == "blocks" })
            let judge = GateJudge(gate: gate, expected: [node])
            let all = (0..<121).map { sample(Int64($0) * 5, .value(100 + Double($0))) }
            try await store.record(all.filter { !(300...340).contains(($0.at - Self.start).milliseconds / 1000) })
            let now = Self.start + gate.window
            let kept = try await store.samples(.height, of: node, in: Self.start...now)
            let found = judge.measure(SampleBook(kept), at: now)
            #expect(found.verdict == .inconclusive)
            #expect(found.because.contains("nothing for 50s"))
            try await store.record(all)
            let whole = try await store.samples(.height, of: node, in: Self.start...now)
            #expect(judge.measure(SampleBook(whole), at: now).verdict == .pass)
        }
    }

    @Test("a file that is no database is said, and left as it is")
    func noDatabase() async throws {
        let directory = try TemporaryDirectory(prefix: "samples")
        let path = directory.file("samples.db")
        let text = Array(String(repeating: "this is no database. ", count: 100).utf8)
        try AtomicFile.write(text, to: path)
        await #expect(throws: LedgerFailure.self) { try await SampleStore.open(path) }
        #expect(try File.read(path, limit: 1 << 20) == text)
    }
}

extension Sample {
    /// The same a little later, in tenths of seconds.
    fileprivate func moved(_ tenths: Int) -> Sample {
        Sample(node: node, figure: figure, reading: reading, at: at + .milliseconds(Int64(tenths) * 100))
    }
}
