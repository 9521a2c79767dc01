public import FleetModel

/// One test of a gate against samples that were recorded or made up: what it has to say at which times.
public struct GateTest: Sendable, Equatable {
    /// When a test's samples begin: midnight, so that times of day in its words are times since then.
    public static let start = Instant(milliseconds: 86_400_000)
    /// The most measurements for `ends`.
    public static let mostMeasurements = 100_000

    /// What the gate has to say at one time.
    public struct Expectation: Sendable, Equatable {
        /// Since the first sample.
        public let at: TimeSpan
        public let verdict: GateVerdict
        /// A part of the reason; nil takes any.
        public let because: String?
        /// Where it is written.
        public let location: SourceLocation?

        public init(at: TimeSpan, verdict: GateVerdict, because: String?, location: SourceLocation?) {
            self.at = at
            self.verdict = verdict
            self.because = because
            self.location = location
        }
    }

    /// What the gate has to have said when the samples are over, with all its measurements counted.
    public struct Ending: Sendable, Equatable {
        public let verdict: GateVerdict
        public let location: SourceLocation?

        public init(verdict: GateVerdict, location: SourceLocation?) {
            self.verdict = verdict
            self.location = location
        }
    }

    public let name: String
    public let gate: Gate
    public let nodes: [HostID]
    /// Nodes that a baseline is compared with.
    public let unchanged: [HostID]
    /// Between two samples, and between two measurements for the ending.
    public let interval: TimeSpan
    /// From before `start` too, for a baseline.
    public let samples: [Sample]
    public let expectations: [Expectation]
    public let ending: Ending?

    public init(
        name: String, gate: Gate, nodes: [HostID], unchanged: [HostID], interval: TimeSpan, samples: [Sample],
        expectations: [Expectation], ending: Ending?
    ) {
        self.name = name
        self.gate = gate
        self.nodes = nodes
        self.unchanged = unchanged
        self.interval = interval
        self.samples = samples
        self.expectations = expectations
        self.ending = ending
    }
}

/// One thing that a gate said and that its test did not expect.
public struct GateTestMiss: Sendable, Equatable {
    /// Since the first sample; nil for the ending.
    public let at: TimeSpan?
    public let location: SourceLocation?
    public let expected: GateVerdict
    public let expectedReason: String?
    public let found: GateVerdict
    /// The gate's reason, or the arithmetic of its limits.
    public let because: String
    /// Nil for the ending.
    public let wouldChange: String?
}

extension GateTest {
    /// Everything that came out otherwise; empty when the test passes.
    public func misses() -> [GateTestMiss] {
        let judge = GateJudge(gate: gate, expected: nodes, baseline: baseline)
        let missed = expectations.compactMap { expectation -> GateTestMiss? in
            let now = Self.start + expectation.at
            let found = judge.measure(known(at: now), at: now)
            let isReason = expectation.because.map { found.because.contains($0) } ?? true
            guard found.verdict != expectation.verdict || !isReason else { return nil }
            return GateTestMiss(
                at: expectation.at, location: expectation.location, expected: expectation.verdict,
                expectedReason: expectation.because, found: found.verdict, because: found.because,
                wouldChange: found.wouldChange)
        }
        guard let ending, let miss = miss(of: ending, judge) else { return missed }
        return missed + [miss]
    }

    /// Measured from the first whole window to the last sample.
    private func miss(of ending: Ending, _ judge: GateJudge) -> GateTestMiss? {
        var tally = GateTally(limits: gate.limits)
        let last = samples.map(\.at).max() ?? Self.start
        var now = Self.start + gate.window
        for _ in 0..<Self.mostMeasurements where now <= last {
            tally.took(judge.measure(known(at: now), at: now))
            now = now + interval
        }
        guard tally.verdict != ending.verdict else { return nil }
        return GateTestMiss(
            at: nil, location: ending.location, expected: ending.verdict, expectedReason: nil, found: tally.verdict,
            because: tally.words + (tally.last.map { "; last \($0.because)" } ?? ""), wouldChange: nil)
    }

    /// What has come by then.
    private func known(at now: Instant) -> SampleBook { SampleBook(samples.filter { $0.seen <= now }) }

    private var baseline: Baseline {
        guard case .timesBaseline(let figure, _) = gate.measure else { return .none }
        let first = samples.map(\.at).min() ?? Self.start
        let before = Self.start - .milliseconds(1)
        return Baseline(
            of: figure, from: SampleBook(samples), before: nodes, in: min(first, before)...before,
            staleAfter: gate.staleAfter, unchanged: unchanged)
    }
}
