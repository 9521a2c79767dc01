import RolloutPlanning
import Testing

@Suite("Swarm")
struct SwarmTests {
    /// Seeds of one test case; the cases run beside each other.
    private static let seedsPerCase: UInt64 = 250

    @Test("thousands of seeded runs with faults of every kind keep every invariant and end", arguments: UInt64(0)..<12)
    func seeds(part: UInt64) {
        for seed in part * Self.seedsPerCase..<(part + 1) * Self.seedsPerCase {
            do {
                _ = try Swarm.play(seed: seed)
            } catch {
                Issue.record("seed \(seed): \(error)")
            }
        }
    }
}
