import FleetModel
public import RolloutPlanning

/// `cjctl gate test`: a line for each test, and beneath it what came out otherwise.
public struct GateTestScreen {
    private let test: GateTest
    private let misses: [GateTestMiss]

    public init(_ test: GateTest, _ misses: [GateTestMiss]) {
        self.test = test
        self.misses = misses
    }

    public var lines: [String] {
        guard !misses.isEmpty else { return ["  ✓ \(test.name)"] }
        return ["  ✗ \(test.name)", "      rule      \(test.gate.rule)"] + misses.flatMap(lines)
    }

    private func lines(_ miss: GateTestMiss) -> [String] {
        let place = miss.location.map { "\($0.line):\($0.column)  " } ?? ""
        let time = miss.at.map { "at \($0)" } ?? "at the end"
        let reason = miss.expectedReason.map { " because '\($0)'" } ?? ""
        var lines = [
            "    \(place)\(time): \(miss.expected.rawValue)\(reason) is expected, and it is \(miss.found.rawValue)",
            "      because   \(miss.because)",
        ]
        if let change = miss.wouldChange { lines.append("      changes it  \(change)") }
        return lines
    }
}
