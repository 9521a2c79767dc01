import Glibc
import RolloutPlanning
import Testing

@Suite("Swarm")
struct SwarmTests {
    /// Seeds of one test case; the cases run beside each other.
    private static let seedsPerCase: UInt64 = 250
    private static let cases: UInt64 = unsafe getenv("CJCTL_TEST_LONG") == nil ? 10 : 200

    /// Seeds that found a fault once. They are played for good.
    private static let kept: [UInt64] = [
        // Stopped a host before anybody had looked at it, on quorum's account.
        4, 41,
        // Closed a host that needed a person as untouched.
        396, 515,
        // A host that was rebooted on its way back could never be resumed.
        1757,
        // A bake counted time from before a bad look of its own process.
        3931, 9734, 11_902,
        // Held fences too few to go on, for ever.
        4554, 8314,
        // Called a host untouched whose second stop was refused, after its first.
        10_506, 33_084, 42_261,
        // A host that had undone its change too often could never be resumed.
        9688, 10_294, 39_648, 48_974,
    ]

    @Test("thousands of seeded runs with faults of every kind keep every invariant and end", arguments: 0..<cases)
    func seeds(part: UInt64) {
        let first = part * Self.seedsPerCase
        let sights = play(Array(first..<first + Self.seedsPerCase))
        for wanted in Self.often { #expect(sights.contains(wanted), "never saw \(wanted)") }
    }

    @Test("seeds that found a fault once stay clean")
    func keptSeeds() {
        _ = play(Self.kept)
    }

    @Test("the same seed gives the same run, record by record")
    func deterministic() throws {
        for seed in UInt64(0)..<40 {
            let first = try Swarm.play(seed: seed).map(\.ledger)
            let second = try Swarm.play(seed: seed).map(\.ledger)
            #expect(first == second, "seed \(seed)")
        }
    }

    @Test("the generator shows every fault at every step, every crash and every way to end")
    func coverage() {
        let sights = play(Array(100_000..<100_500))
        let faults = Step.allCases.flatMap { step in Faults.StepFault.allCases.map { "\(step): \($0)" } }
        let crashes = ["pending", "staged", "stopping", "starting", "verifying", "committed", "reverting", "reverted"]
        let endings = [
            "phase passed", "completed", "rolled back", "refused", "held", "halted", "partly", "interrupted", "yielded",
            "fence lost",
        ]
        let wanted = faults + crashes.map { "crash: \($0)" } + endings.map { "ending: \($0)" }
        for sight in wanted { #expect(sights.contains(sight), "never saw \(sight)") }
    }

    /// What every few hundred seeds must show.
    private static let often = [
        "ground: enough", "ground: observer", "ground: waived", "ending: held", "ending: partly",
        "crash: reverting",
    ]

    private func play(_ seeds: [UInt64]) -> Set<String> {
        var sights: Set<String> = []
        for seed in seeds {
            do {
                for run in try Swarm.play(seed: seed) { sights.formUnion(run.sights) }
            } catch {
                Issue.record("seed \(seed): \(error)")
            }
        }
        return sights
    }
}
