/// What the engines did since the node was started (seed 000's counters).
struct ConsensusStatistics: Sendable {
    var totalVerifications = 0
    var divergences = 0
    /// Both engines of shadow mode said the same.
    var matches = 0
    var coreErrors = 0
    var fallbacks = 0
    /// Blocks that broke a rule of the chain.
    var violations = 0
    /// Calls of each engine, and the time they took together.
    var legacy = EngineTime()
    var refactored = EngineTime()
    /// Verifications that took at most so long, in the order of `bounds`; not cumulative.
    var buckets = [Int](repeating: 0, count: Self.bounds.count)
    var duration = Duration.zero

    /// Milliseconds, for `coinjecture_verification_duration_ms`.
    static let bounds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 1000]

    mutating func count(_ duration: Duration) {
        totalVerifications += 1
        self.duration += duration
        let milliseconds = duration / .milliseconds(1)
        if let index = Self.bounds.firstIndex(where: { milliseconds <= $0 }) { buckets[index] += 1 }
    }

    /// A part of the verifications, 0 when there were none.
    func rate(_ count: Int) -> Double {
        totalVerifications == 0 ? 0 : Double(count) / Double(totalVerifications)
    }
}

/// How much work an engine was.
struct EngineTime: Sendable {
    var calls = 0
    var total = Duration.zero

    /// Milliseconds of one call; nil before the first.
    var mean: Double? { calls == 0 ? nil : total / .milliseconds(1) / Double(calls) }
}
