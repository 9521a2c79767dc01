import FleetModel
import SeededNumbers
import Testing

@testable import RolloutPlanning

/// "No data" is treated as good by nearly every tool. Here it never is: for each gate there is, thousands of sequences.
@Suite("no sequence of missing, stale, NaN or late samples passes")
struct UnbelievableSampleTests {
    private static let sequences = 4000

    /// A reading that says nothing of the node, late and ahead of time included.
    private static func useless(
        _ node: HostID, _ figure: Figure, _ index: Int, _ generator: inout SeededGenerator
    ) -> Sample {
        let at = GateBench.moment(index)
        let good = SampleReading.value(Double(generator.number(in: 0...3)))
        switch generator.number(in: 0...6) {
        case 0: return Sample(node: node, figure: figure, reading: .missing("refused"), at: at)
        case 1: return Sample(node: node, figure: figure, reading: .stale("old"), at: at)
        case 2: return Sample(node: node, figure: figure, reading: .value(.nan), at: at)
        case 3: return Sample(node: node, figure: figure, reading: .value(.infinity), at: at)
        case 4: return Sample(node: node, figure: figure, reading: .error("no answer that can be read"), at: at)
        case 5:
            // Later than the most patient gate waits.
            return Sample(node: node, figure: figure, reading: good, at: at, seen: at + .seconds(25 * 3600))
        default: return Sample(node: node, figure: figure, reading: good, at: at, seen: at - .seconds(2))
        }
    }

    private static func good(_ node: HostID, _ figure: Figure, _ index: Int) -> Sample {
        // Grows, so that every share has something to be of.
        Sample(
            node: node, figure: figure, reading: .value(figure == .height ? 100 + Double(index) : 1),
            at: GateBench.moment(index))
    }

    @Test("not for any standard gate, however the measurements are counted")
    func never() throws {
        var generator = SeededGenerator(seed: 5)
        var verdicts: [GateVerdict: Int] = [:]
        for sequence in 0..<Self.sequences {
            let gate = StandardGates.all[sequence % StandardGates.all.count].with(window: .seconds(60))
            let nodes: [HostID] = Array(["a", "b", "c"].prefix(generator.number(in: 1...3)))
            var samples: [Sample] = []
            for index in 0..<20 {
                for node in nodes {
                    for figure in gate.measure.figures where !generator.chance(20) {
                        samples.append(Self.useless(node, figure, index, &generator))
                    }
                }
            }
            let book = SampleBook(samples)
            let judge = GateJudge(gate: gate, expected: nodes)
            var tally = GateTally(
                limits: GateLimits(failures: 1000, inconclusive: 1000, consecutiveErrors: 1000))
            for index in 12..<20 {
                let measurement = judge.measure(book, at: GateBench.moment(index))
                verdicts[measurement.verdict, default: 0] += 1
                tally.took(measurement)
                #expect(measurement.verdict != .pass, "sequence \(sequence): \(measurement)")
            }
            #expect(tally.verdict != .pass, "sequence \(sequence)")
        }
        // The sequences do reach the other three.
        #expect(verdicts[.inconclusive, default: 0] > 1000)
        #expect(verdicts[.error, default: 0] > 100)
        #expect(verdicts[.fail, default: 0] > 100)
    }

    @Test("nor does a good node speak for one that says nothing")
    func oneOfSeveral() throws {
        var generator = SeededGenerator(seed: 6)
        // Which one is silent does not matter to a share of nodes: it counts as bad there.
        let gates = StandardGates.all.filter { $0.name != "nodes-up" }
        for sequence in 0..<Self.sequences / 4 {
            let gate = gates[sequence % gates.count].with(window: .seconds(60))
            let nodes: [HostID] = ["a", "b", "c"]
            let silent = generator.one(of: nodes)
            let samples = (0..<20).flatMap { index in
                nodes.flatMap { node in
                    gate.measure.figures.map { figure in
                        node == silent
                            ? Self.useless(node, figure, index, &generator) : Self.good(node, figure, index)
                    }
                }
            }
            let found = GateBench.measure(gate, samples, expected: nodes)
            #expect(found.verdict != .pass, "\(found)")
        }
    }

    @Test("and useless samples beside good ones never make a verdict better")
    func besideGoodOnes() throws {
        var generator = SeededGenerator(seed: 7)
        for sequence in 0..<Self.sequences / 4 {
            let gate = StandardGates.all[sequence % StandardGates.all.count].with(window: .seconds(60))
            var samples: [Sample] = []
            for index in 0..<20 where !generator.chance(30) {
                for figure in gate.measure.figures { samples.append(Self.good("a", figure, index)) }
            }
            let now = GateBench.moment(19)
            let judge = GateJudge(gate: gate, expected: ["a"])
            let before = judge.measure(SampleBook(samples), at: now).verdict
            // Between the looks, so that none takes the place of a good one.
            for index in 0..<19 {
                for figure in gate.measure.figures {
                    let sample = Self.useless("a", figure, index, &generator)
                    samples.append(
                        Sample(
                            node: "a", figure: figure, reading: sample.reading, at: sample.at + .milliseconds(2500),
                            seen: sample.seen == sample.at ? nil : sample.seen + .milliseconds(2500)))
                }
            }
            let after = judge.measure(SampleBook(samples), at: now).verdict
            #expect(after.badness >= before.badness || before == .inconclusive && after == .error)
        }
    }
}
