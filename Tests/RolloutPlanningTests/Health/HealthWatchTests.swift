import FleetModel
import Testing

@testable import RolloutPlanning

@Suite("HealthWatch")
struct HealthWatchTests {
    /// One look: when, in milliseconds since the watch began, and what it gave.
    struct Look: Sendable {
        let at: Int64
        let reading: HealthReading

        static func good(_ at: Int64, height: UInt64, peers: (Int, Int) = (1, 1)) -> Look {
            Look(at: at, reading: .report(height: height, peers: peers))
        }
        static func bad(_ at: Int64, _ reading: HealthReading) -> Look { Look(at: at, reading: reading) }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var isWayBack = false
        let looks: [Look]
        /// The last verdict; those before it must be `watching`.
        let verdict: HealthWatch.Verdict
    }

    // 2 s healthy are needed, a look counts for 3 s, the deadline is 10 s, and 6 s on the way back.
    static let cases: [Case] = [
        Case(
            testDescription: "passes after the time it needs, when the height has grown",
            looks: [.good(0, height: 5), .good(1000, height: 5), .good(2000, height: 6), .good(3000, height: 6)],
            verdict: .passed(covered: .seconds(2), height: 6)),
        Case(
            testDescription: "the first look may tell of the service from before, and counts for nothing",
            looks: [.good(900, height: 5), .good(1900, height: 6), .good(2900, height: 7)],
            verdict: .watching("healthy for 1s of 2s")),
        Case(
            testDescription: "waits for a new block however long it is healthy",
            looks: [.good(0, height: 5)] + (1...9).map { .good($0 * 1000, height: 5) },
            verdict: .watching("height stands still at 5")),
        Case(
            testDescription: "fails at the deadline when the height stood still",
            looks: [.good(0, height: 5)] + (1...10).map { .good($0 * 1000, height: 5) },
            verdict: .failed("not healthy within 10s: height stands still at 5")),
        Case(
            testDescription: "a bad look starts the count anew",
            looks: [
                .good(0, height: 5), .good(1000, height: 5), .bad(2000, .silent("reset")), .good(3000, height: 7),
                .good(4000, height: 8),
            ],
            verdict: .watching("healthy for 1s of 2s")),
        Case(
            testDescription: "a stretch without looks starts the count anew",
            looks: [.good(0, height: 5), .good(1000, height: 5), .good(4001, height: 7)],
            verdict: .watching("healthy for 0s of 2s")),
        Case(
            testDescription: "a stretch just short enough does not",
            looks: [.good(0, height: 5), .good(1000, height: 5), .good(4000, height: 7)],
            verdict: .passed(covered: .seconds(3), height: 7)),
        Case(
            testDescription: "a complaint is named",
            looks: [.good(0, height: 5), .bad(1000, .report(complaint: "syncing"))], verdict: .watching("syncing")),
        Case(
            testDescription: "another version is not the one that was started",
            looks: [.good(0, height: 5), .bad(1000, .report(version: "v3.17.0"))],
            verdict: .watching("says it is v3.17.0, not v4.0.0")),
        Case(
            testDescription: "a node without any of its peers is not healthy",
            looks: [.good(0, height: 5), .good(1000, height: 6, peers: (0, 3))],
            verdict: .watching("none of 3 peers connected")),
        Case(
            testDescription: "a node that has no peers configured needs none",
            looks: [.good(0, height: 5), .good(1000, height: 6, peers: (0, 0)), .good(3000, height: 7, peers: (0, 0))],
            verdict: .passed(covered: .seconds(2), height: 7)),
        Case(
            testDescription: "fails at the deadline with the last reason",
            looks: [.good(0, height: 5), .bad(9000, .silent("refused")), .bad(10_000, .silent("timed out"))],
            verdict: .failed("not healthy within 10s: timed out")),
        Case(
            testDescription: "flapping never passes",
            looks: (0...10).map {
                $0 % 2 == 0 ? .good($0 * 1000, height: UInt64($0)) : .bad($0 * 1000, .silent("flap"))
            },
            verdict: .failed("not healthy within 10s: healthy for 0s of 2s")),
        Case(
            testDescription: "on the way back the first good look after the start is enough, at any height",
            isWayBack: true, looks: [.good(100, height: 5), .good(1100, height: 5)],
            verdict: .passed(covered: .zero, height: 5)),
        Case(
            testDescription: "on the way back the time is shorter", isWayBack: true,
            looks: [.good(0, height: 5), .bad(6000, .silent("refused"))],
            verdict: .failed("not healthy within 6s: refused")),
    ]

    @Test("judges looks one after the other", arguments: cases)
    func verdicts(_ given: Case) {
        let start = Moment(milliseconds: 77_000)
        var watch = HealthWatch(expecting: "v4.0.0", isWayBack: given.isWayBack, policy: .test, at: start)
        for look in given.looks.dropLast() {
            let verdict = watch.saw(look.reading, at: start + .milliseconds(look.at))
            guard case .watching = verdict else {
                Issue.record("\(verdict) after \(look.at) ms")
                return
            }
        }
        guard let last = given.looks.last else { return }
        #expect(watch.saw(last.reading, at: start + .milliseconds(last.at)) == given.verdict)
    }

    @Test("time runs out without any look")
    func overdue() {
        let start = Moment(milliseconds: 0)
        let watch = HealthWatch(expecting: "v4.0.0", isWayBack: false, policy: .test, at: start)
        #expect(!watch.isOverdue(at: start + .milliseconds(9999)))
        #expect(watch.isOverdue(at: start + .seconds(10)))
        #expect(watch.overdueReason == "not healthy within 10s: not looked at yet")
    }
}
