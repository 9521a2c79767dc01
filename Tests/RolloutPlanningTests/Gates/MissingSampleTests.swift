import FleetModel
import Testing

@testable import RolloutPlanning

@Suite("samples that are not there")
struct MissingSampleTests {
    private func drift(_ readings: [SampleReading]) throws -> GateMeasurement {
        GateBench.measure(
            try GateBench.gate("no-drift", window: "30s"), GateBench.samples(.parityDrifts, of: "a", readings))
    }

    private let gone = SampleReading.missing("refused")

    @Test(
        "is said with its reason",
        arguments: [
            ([], "a: no sample"),
            ([.value(0), .value(0), .value(0)], "a: nothing for 20s before 08:00:00"),
            (
                [SampleReading](repeating: .missing("refused"), count: 7),
                "a: none of 7 samples can be used (refused)"
            ),
            (
                [SampleReading](repeating: .stale("5 min old"), count: 7),
                "a: none of 7 samples can be used (stale: 5 min old)"
            ),
            ([SampleReading](repeating: .value(.nan), count: 7), "a: none of 7 samples can be used (is NaN)"),
            ([SampleReading](repeating: .value(.infinity), count: 7), "a: none of 7 samples can be used (is +Inf)"),
            (
                [
                    .value(0), .value(0), .value(0), .missing("refused"), .missing("refused"), .missing("refused"),
                    .missing("refused"),
                ],
                "a: the newest sample is 20s old (refused)"
            ),
            (
                [
                    .value(0), .missing("refused"), .missing("refused"), .missing("refused"), .missing("refused"),
                    .value(0),
                    .value(0),
                ],
                "a: nothing for 25s before 08:00:25 (refused)"
            ),
        ] as [([SampleReading], String)])
    func reasons(readings: [SampleReading], words: String) throws {
        let found = try drift(readings)
        #expect(found.verdict == .inconclusive)
        #expect(found.because == words)
        #expect(found.wouldChange == "usable samples of parity_drifts on a, none further apart than 15s")
    }

    @Test("a single lost look is forgiven, and what was certain before a silence stays so")
    func tolerance() throws {
        #expect(try drift([.value(0), gone, gone, .value(0), .value(0), .value(0), .value(0)]).verdict == .pass)
        let certain = try drift([.value(0), .value(1), gone, gone, gone, gone, gone])
        #expect(certain.verdict == .fail)
        #expect(certain.because == "a: 1, limit =0")
        // A share may still change, so that nothing is certain.
        let gate = try GateBench.gate("error-rate", window: "30s")
        let halves = [Figure.requests, .serverErrors].flatMap {
            GateBench.samples($0, of: "a", [.value(0), .value(1), gone, gone, gone, gone, gone])
        }
        #expect(GateBench.measure(gate, halves).verdict == .inconclusive)
    }

    @Test("a sample that is late or ahead of its time counts as missing")
    func late() throws {
        let gate = try GateBench.gate("no-drift", window: "30s")
        func found(seenAfter milliseconds: Int64) -> GateMeasurement {
            let samples = (0..<7).map { index in
                let at = GateBench.moment(index)
                return Sample(
                    node: "a", figure: .parityDrifts, reading: .value(0), at: at,
                    seen: Instant(milliseconds: at.milliseconds + milliseconds))
            }
            return GateBench.measure(gate, samples)
        }
        #expect(found(seenAfter: 15_000).verdict == .pass)
        #expect(found(seenAfter: 15_001).because.contains("came 15s1ms after its time"))
        #expect(found(seenAfter: -1000).verdict == .pass)
        #expect(found(seenAfter: -1001).because.contains("ahead of the clock"))
    }

    @Test("samples after the moment of judging, and those before the window, do not count")
    func outside() throws {
        let gate = try GateBench.gate("no-drift", window: "30s")
        let samples = GateBench.values(.parityDrifts, of: "a", [5, 0, 0, 0, 0, 0, 0, 0, 9])
        let found = GateJudge(gate: gate, expected: ["a"]).measure(SampleBook(samples), at: GateBench.moment(7))
        #expect(found.verdict == .pass)
        #expect(found.figures.first?.usable == 7)
    }

    @Test("samples may come in any order, and the last word about one moment counts")
    func order() throws {
        let gate = try GateBench.gate("no-drift", window: "30s")
        let samples = GateBench.values(.parityDrifts, of: "a", [1, 1, 1, 1, 1, 1, 1])
        let wrong = Sample(
            node: "a", figure: .parityDrifts, reading: .value(7), at: GateBench.moment(3),
            seen: GateBench.moment(3) - .milliseconds(10))
        #expect(GateBench.measure(gate, [wrong] + samples.reversed()).verdict == .pass)
    }

    @Test("api fails when a node does not answer, for that is what it asks")
    func silence() throws {
        let gate = try GateBench.gate("api", window: "30s")
        let found = GateBench.measure(gate, GateBench.samples(.up, of: "a", [SampleReading](repeating: gone, count: 7)))
        #expect(found.verdict == .fail)
        #expect(found.because == "a: none of 7 samples can be used (refused)")
    }

    @Test("a look that went wrong on this side is an error, until one comes through")
    func errors() throws {
        let broken = SampleReading.error("line 3: no number")
        let found = try drift([SampleReading](repeating: broken, count: 7))
        #expect(found.verdict == .error)
        #expect(found.wouldChange == "a look at parity_drifts on a that comes through")
        #expect(try drift([broken, .value(0), .value(0), .value(0), broken, .value(0), .value(0)]).verdict == .pass)
        #expect(try drift([broken, broken, broken, broken, gone, gone, gone]).verdict == .inconclusive)
    }

    @Test("where a gate says so, NaN and infinity fail the node; they are never good")
    func nonFinite() {
        func gate(fails: Bool) -> Gate {
            Gate(
                name: "slow", measure: .greatest(.latency), bound: GateBound("<1s") ?? .impossible,
                window: .seconds(30),
                staleAfter: .seconds(15), failsOnNonFinite: fails, meaning: "", origin: "")
        }
        for value in [Double.nan, .infinity, -.infinity] {
            let readings = [0.1, 0.1, 0.1, value, 0.1, 0.1, 0.1].map { SampleReading.value($0) }
            let samples = GateBench.samples(.latency, of: "a", readings)
            #expect(GateBench.measure(gate(fails: true), samples).verdict == .fail)
            #expect(GateBench.measure(gate(fails: false), samples).verdict == .pass)
        }
    }
}

extension GateName: ExpressibleByStringLiteral {}

extension GateBound {
    /// Stands in for a text that is none, so that a test fails and does not end the process.
    static var impossible: GateBound {
        guard let bound = GateBound("<0") else { preconditionFailure("'<0' is a limit") }
        return bound
    }
}
