import FleetModel

@testable import RolloutPlanning

/// One look every five seconds, and what came of it.
struct GateBench {
    static let step = TimeSpan.seconds(5)
    static let start = Instant(milliseconds: 1_800_000_000_000)

    /// The gate that a playbook would name.
    static func gate(_ text: String, window: String? = nil) throws -> Gate {
        guard let choice = GateChoice(text) else { preconditionFailure("'\(text)' names no gate") }
        return try StandardGates.gate(
            GateChoice(name: choice.name, bound: choice.bound, window: window.flatMap { TimeSpan($0) }))
    }

    static func moment(_ index: Int) -> Instant { start + step * index }

    /// One sample for each value, the last of them at `moment(values.count - 1)`.
    static func samples(_ figure: Figure, of node: HostID, _ readings: [SampleReading]) -> [Sample] {
        readings.enumerated().map { index, reading in
            Sample(node: node, figure: figure, reading: reading, at: moment(index))
        }
    }

    static func values(_ figure: Figure, of node: HostID, _ values: [Double]) -> [Sample] {
        samples(figure, of: node, values.map { .value($0) })
    }

    /// Measured when the last of `samples` has just come.
    static func measure(
        _ gate: Gate, _ samples: [Sample], expected: [HostID] = ["a"], baseline: Baseline = .none
    ) -> GateMeasurement {
        let now = samples.map(\.at).max() ?? start
        return GateJudge(gate: gate, expected: expected, baseline: baseline).measure(SampleBook(samples), at: now)
    }
}
