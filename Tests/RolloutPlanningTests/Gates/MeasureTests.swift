import FleetModel
import Testing

@testable import RolloutPlanning

@Suite("what gates measure")
struct MeasureTests {
    /// A window of 30 s holds seven looks.
    private func verdict(_ text: String, _ columns: [(Figure, [Double])]) throws -> GateMeasurement {
        let samples = columns.flatMap { GateBench.values($0.0, of: "a", $0.1) }
        return GateBench.measure(try GateBench.gate(text, window: "30s"), samples)
    }

    @Test(
        "one figure is held against its limit, whatever is computed of it",
        arguments: [
            ("api", Figure.up, [1, 1, 1, 1, 1, 1, 1], GateVerdict.pass, 1),
            ("api", .up, [1, 1, 0, 1, 1, 1, 1], .fail, 0),
            ("memory<500MB", .memory, [4e8, 4e8, 499e6, 4e8, 4e8, 4e8, 4e8], .pass, 499e6),
            ("memory<500MB", .memory, [4e8, 4e8, 500e6, 4e8, 4e8, 4e8, 4e8], .fail, 500e6),
            ("blocks", .height, [7, 7, 7, 8, 8, 8, 8], .pass, 1),
            ("blocks", .height, [7, 7, 7, 7, 7, 7, 7], .fail, 0),
            ("no-drift", .parityDrifts, [3, 3, 3, 3, 3, 3, 3], .pass, 0),
            ("no-drift", .parityDrifts, [3, 3, 3, 3, 3, 3, 4], .fail, 1),
            // Started anew: it counted to two again.
            ("timeouts<=3", .timeouts, [9, 10, 0, 1, 1, 2, 2], .pass, 3),
            ("timeouts<3", .timeouts, [9, 10, 0, 1, 1, 2, 2], .fail, 3),
            ("cpu", .processorTime, [0, 2, 4, 6, 8, 10, 12], .pass, 0.4),
            ("cpu<=40%", .processorTime, [0, 2, 4, 6, 8, 10, 12], .pass, 0.4),
            ("cpu<40%", .processorTime, [0, 2, 4, 6, 8, 10, 12], .fail, 0.4),
            ("memory-growth", .memory, [200, 100, 120, 130, 140, 140, 149], .pass, 1.49),
            ("memory-growth", .memory, [200, 100, 120, 130, 140, 140, 150], .fail, 1.5),
            ("api-p95<100ms", .latency, [0.01, 0.02, 0.01, 0.01, 0.02, 0.01, 0.03], .pass, 0.027),
            ("api-p95<20ms", .latency, [0.01, 0.02, 0.01, 0.01, 0.02, 0.01, 0.03], .fail, 0.027),
        ] as [(String, Figure, [Double], GateVerdict, Double)])
    func single(text: String, figure: Figure, values: [Double], expected: GateVerdict, value: Double) throws {
        let found = try verdict(text, [(figure, values)])
        #expect(found.verdict == expected, "\(found)")
        #expect(abs((found.figures.first?.value ?? .nan) - value) < 1e-9 * max(1, value), "\(found)")
    }

    @Test("a share is of what was counted in the window, and nothing counted is no share")
    func shares() throws {
        let growing = [0, 1000, 2000, 3000, 4000, 5000, 6000.0]
        #expect(
            try verdict("error-rate", [(.serverErrors, [0, 0, 0, 0, 0, 0, 5]), (.requests, growing)]).verdict == .pass)
        let bad = try verdict("error-rate", [(.serverErrors, [0, 0, 0, 0, 0, 0, 6]), (.requests, growing)])
        #expect(bad.verdict == .fail)
        #expect(bad.because == "a: 0.1 %, limit <0.1%")
        let still = [7.0, 7, 7, 7, 7, 7, 7]
        let idle = try verdict("error-rate", [(.serverErrors, still), (.requests, still)])
        #expect(idle.verdict == .inconclusive)
        #expect(idle.because == "a: requests did not grow")
        #expect(try verdict("parity", [(.parityMatches, growing), (.parityDrifts, still)]).verdict == .pass)
        let drift = try verdict("parity", [(.parityMatches, growing), (.parityDrifts, [7, 7, 7, 7, 7, 7, 8])])
        #expect(drift.verdict == .fail)
        #expect(try verdict("pin-quorum", [(.pinSuccesses, growing), (.pinFailures, growing)]).verdict == .fail)
    }

    @Test("peers are compared within one look, and a short loss of one is none")
    func peers() throws {
        let all = [9.0, 9, 9, 9, 9, 9, 9]
        let dip = try verdict("peers", [(.peers, [9, 8, 8, 8, 8, 8, 8]), (.peersConfigured, all)])
        #expect(dip.verdict == .pass)
        let lost = try verdict("peers", [(.peers, [8, 8, 8, 8, 8, 8, 8]), (.peersConfigured, all)])
        #expect(lost.verdict == .fail)
        #expect(lost.because == "a: 88.89 %, limit >=100%")
        #expect(
            try verdict("peers>=80%", [(.peers, [8, 8, 8, 8, 8, 8, 8]), (.peersConfigured, all)]).verdict == .pass)
    }

    @Test("all nodes are at one height within the lag, or it is said who is where")
    func heights() throws {
        let gate = try GateBench.gate("same-height")
        let near = [("a", 104.0), ("b", 101), ("c", 103)]
        func samples(_ heights: [(String, Double)]) -> [Sample] {
            heights.flatMap { node, height in
                HostID(rawValue: node).map {
                    GateBench.values(.height, of: $0, [Double](repeating: height, count: 13))
                } ?? []
            }
        }
        let nodes: [HostID] = ["a", "b", "c"]
        #expect(GateBench.measure(gate, samples(near), expected: nodes).verdict == .pass)
        let apart = GateBench.measure(gate, samples(near + [("d", 99)]), expected: nodes + ["d"])
        #expect(apart.verdict == .fail)
        #expect(apart.because == "5 (d 99, a 104), limit <=3")
        let silent = GateBench.measure(gate, samples(near), expected: nodes + ["d"])
        #expect(silent.verdict == .inconclusive)
        #expect(silent.because == "d: no sample")
    }

    @Test("of a share of nodes, one that is not heard of counts as bad, and of none at all nothing is said")
    func shareOfNodes() throws {
        let gate = try GateBench.gate("nodes-up")
        let nodes: [HostID] = ["a", "b", "c", "d", "e"]
        func measure(_ up: [HostID]) -> GateMeasurement {
            let samples = up.flatMap { GateBench.values(.up, of: $0, [Double](repeating: 1, count: 13)) }
            return GateBench.measure(gate, samples, expected: nodes)
        }
        #expect(measure(nodes).verdict == .pass)
        #expect(measure(["a", "b", "c", "e"]).verdict == .pass)
        #expect(measure(["a", "b", "c"]).verdict == .fail)
        #expect(measure(["a", "b", "c"]).because == "60 % (3 of 5, not d), limit >=80%")
        #expect(measure([]).verdict == .inconclusive)
    }

    @Test("the worst node decides, and the verdict says how many are like it")
    func worst() throws {
        let gate = try GateBench.gate("no-drift", window: "30s")
        let good = GateBench.values(.parityDrifts, of: "b", [0, 0, 0, 0, 0, 0, 0])
        let bad = ["c", "d"].flatMap { GateBench.values(.parityDrifts, of: $0, [0, 0, 0, 0, 0, 0, 2]) }
        let found = GateBench.measure(gate, good + bad, expected: ["a", "b", "c", "d"])
        #expect(found.verdict == .fail)
        #expect(found.figures.map(\.node) == ["c", "d", "a", "b"])
        #expect(found.because == "c: 2, limit =0 (and 1 more)")
        #expect(found.rule == "no-drift: increase of parity_drifts =0 over 30s")
        #expect(found.sources == ["metrics: coinjecture_parity_drifts_total"])
        #expect(found.wouldChange == "increase of parity_drifts =0 on c would have passed")
    }

    @Test("a gate over nobody has seen nothing")
    func nobody() throws {
        #expect(GateBench.measure(try GateBench.gate("api"), [], expected: []).verdict == .fail)
        #expect(GateBench.measure(try GateBench.gate("peers"), [], expected: []).verdict == .inconclusive)
    }
}
