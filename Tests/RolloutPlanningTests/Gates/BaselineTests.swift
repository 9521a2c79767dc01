import FleetModel
import SeededNumbers
import Testing

@testable import RolloutPlanning

@Suite("comparison with a baseline")
struct BaselineTests {
    @Test(
        "the rank test agrees with published tables of Mann and Whitney's U",
        arguments: [
            // All of the sample above all of the reference: one way among all to deal them.
            ([4, 5, 6], [1, 2, 3], 1.0 / 20),
            ([6, 7, 8, 9, 10], [1, 2, 3, 4, 5], 1.0 / 252),
            // U = 2 of 25 (one-sided 0.0159: 4 of 252).
            ([4, 7, 8, 9, 10], [1, 2, 3, 5, 6], 4.0 / 252),
            ([1, 2, 3], [4, 5, 6], 1.0),
            ([], [1], 1.0),
        ] as [([Double], [Double], Double)])
    func tables(sample: [Double], reference: [Double], expected: Double) {
        #expect(abs(RankTest.chance(of: sample, above: reference) - expected) < 1e-12)
    }

    @Test("and with counting every way to deal, ties or not")
    func counted() {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<60 {
            let all = (0..<generator.number(in: 2...9)).map { _ in Double(generator.number(in: 0...5)) }
            let count = generator.number(in: 1...all.count - 1)
            let (sample, reference) = (Array(all.prefix(count)), Array(all.suffix(all.count - count)))
            #expect(abs(RankTest.chance(of: sample, above: reference) - brute(sample, reference)) < 1e-9)
        }
    }

    /// The share of all choices of as many values whose count of wins (ties half) is at least the observed one.
    private func brute(_ sample: [Double], _ reference: [Double]) -> Double {
        let all = sample + reference
        func wins(_ chosen: [Int]) -> Double {
            let others = all.indices.filter { !chosen.contains($0) }
            return chosen.reduce(0) { sum, index in
                sum + others.reduce(0) { $0 + (all[index] > all[$1] ? 1 : all[index] == all[$1] ? 0.5 : 0) }
            }
        }
        let observed = wins(Array(sample.indices))
        var (reached, total) = (0, 0)
        for mask in 0..<(1 << all.count) where mask.nonzeroBitCount == sample.count {
            total += 1
            if wins(all.indices.filter { mask >> $0 & 1 == 1 }) >= observed { reached += 1 }
        }
        return Double(reached) / Double(total)
    }

    @Test("many values are thinned evenly in time, the first and the last kept")
    func thinned() {
        let thin = RankTest.spread((0..<1000).map(Double.init))
        #expect(thin.count == RankTest.most)
        #expect(thin.first == 0 && thin.last == 999)
    }

    @Test("quantiles lie on the line between two values")
    func quantiles() {
        #expect(Quantile.of([4, 1, 3, 2], 0.5) == 2.5)
        #expect(Quantile.of([1, 2, 3, 4, 5], 0.95).map { abs($0 - 4.8) < 1e-12 } == true)
        #expect(Quantile.of([7], 0.95) == 7)
        #expect(Quantile.of([], 0.95) == nil)
    }

    private func latencies(_ base: Double, _ count: Int = 13, seed: UInt64) -> [Double] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in base * (1 + Double(generator.number(in: 0...20)) / 100) }
    }

    /// The node `a` is changed, `x` and `y` are not; samples lie five seconds apart, those of the baseline an hour before.
    private func measure(before: [Double], after: [Double], unchanged: [Double]) throws -> GateMeasurement {
        let gate = try GateBench.gate("p95<2x", window: "60s")
        let past = before.enumerated().map { index, value in
            Sample(
                node: "a", figure: .latency, reading: .value(value),
                at: GateBench.moment(index) - .seconds(3600))
        }
        let recorded = Baseline(
            of: .latency, from: SampleBook(past), before: ["a"],
            in: (GateBench.start - .seconds(3600))...GateBench.start, staleAfter: gate.staleAfter,
            unchanged: ["x", "y"])
        let now =
            GateBench.values(.latency, of: "a", after)
            + ["x", "y"].flatMap { GateBench.values(.latency, of: $0, unchanged) }
        return GateBench.measure(gate, now, baseline: recorded)
    }

    @Test("a node that has become three times as slow, and alone, fails with both figures")
    func slower() throws {
        let found = try measure(
            before: latencies(0.02, seed: 1), after: latencies(0.06, seed: 2), unchanged: latencies(0.02, seed: 3))
        #expect(found.verdict == .fail)
        #expect(found.because.contains("of its own baseline (13 values now, 13 to compare with, by chance < 0.0001)"))
        #expect(found.because.contains("of the unchanged nodes (13 values now, 26 to compare with"))
        #expect((found.figures.first?.value ?? 0) > 2.5)
    }

    @Test("when those without the change are as slow, it is not the change: inconclusive")
    func everybody() throws {
        let found = try measure(
            before: latencies(0.02, seed: 1), after: latencies(0.06, seed: 2), unchanged: latencies(0.06, seed: 3))
        #expect(found.verdict == .inconclusive)
    }

    @Test("as it was is good, whatever the others do")
    func same() throws {
        let found = try measure(
            before: latencies(0.02, seed: 1), after: latencies(0.03, seed: 2), unchanged: latencies(0.001, seed: 3))
        #expect(found.verdict == .pass)
    }

    @Test("a few slow answers reach the ratio and prove nothing")
    func chance() throws {
        let calm = latencies(0.02, seed: 1)
        let found = try measure(before: calm, after: Array(calm.dropLast()) + [0.9], unchanged: calm)
        #expect(found.verdict == .inconclusive)
        #expect((found.figures.first?.value ?? 0) > 2)
    }

    @Test("without a baseline of its own the unchanged nodes decide, and without either nothing is known")
    func withoutOwn() throws {
        let slow = latencies(0.06, seed: 2)
        #expect(try measure(before: [], after: slow, unchanged: latencies(0.02, seed: 3)).verdict == .fail)
        #expect(try measure(before: [], after: slow, unchanged: latencies(0.05, seed: 3)).verdict == .pass)
        let nothing = try measure(before: [], after: slow, unchanged: [])
        #expect(nothing.verdict == .inconclusive)
        #expect(nothing.because.contains("nothing was recorded before the change"))
        let few = try measure(before: latencies(0.02, 7, seed: 1), after: slow, unchanged: [])
        #expect(few.verdict == .inconclusive)
        #expect(few.because.contains("7 values from before the change, 8 are needed"))
    }
}
