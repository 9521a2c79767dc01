import FleetModel
import RolloutPlanning
import Testing

/// One story that can be played again and again: a plan, a world and what goes wrong in it.
struct Scenario: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let make: @Sendable () -> Simulation?

    init(_ description: String, make: @escaping @Sendable () -> Simulation?) {
        testDescription = description
        self.make = make
    }

    /// An upgrade of `fleet`, with what `disturb` makes go wrong.
    static func upgrade(
        _ description: String, _ fleet: [Host],
        _ phases: [(name: String, coverage: Int, batch: Int)] = [("canary", 25, 1), ("full", 100, 2)],
        bake: TimeSpan = .seconds(2), budget: FailureBudget = .none, outside: VotingPower = .zero,
        waivers: [Waiver] = [], disturb: @escaping @Sendable (inout Faults) -> Void = { _ in }
    ) -> Scenario {
        Scenario(description) {
            let policy = RolloutPolicy.test(phases, bake: bake, budget: budget)
            guard let plan = planning(fleet, policy: policy, outside: outside, waivers: waivers).plan else {
                return nil
            }
            var faults = Faults()
            disturb(&faults)
            return Simulation(plan: plan, world: World(plan: plan, faults: faults))
        }
    }

    /// A rollback of everything, after an upgrade that went through; `disturb` says what the new release does to nodes.
    static func emergency(
        _ description: String, _ fleet: [Host], waivers: [Waiver] = [],
        disturb: @escaping @Sendable (inout Faults) -> Void = { _ in }
    ) -> Scenario {
        Scenario(description) {
            let policy = RolloutPolicy.test([("all", 100, 9)], bake: .zero)
            guard let plan = planning(fleet, policy: policy, waivers: waivers.isEmpty ? [quorumWaiver] : waivers).plan
            else { return nil }
            var world = World(plan: plan, faults: Faults())
            for id in world.order {
                world.hosts[id]?.store.insert(new.digest)
                world.hosts[id]?.current = new.reference
                world.hosts[id]?.previous = old.reference
                world.hosts[id]?.running = new.reference
            }
            disturb(&world.faults)
            return Simulation(plan: plan, world: world).makeEmergency(waivers: waivers)
        }
    }

    /// The smallest plans, for searches through pairs of crashes.
    static let tiny: [Scenario] = [
        upgrade("one validator among others, nothing goes wrong", hosts(1), [("all", 100, 1)], bake: .zero, outside: 9),
        upgrade("one observer that fails its start", hosts(1, power: 0), [("all", 100, 1)]) {
            $0.fault("n01", .start, .failedBefore)
        },
    ]

    /// Small plans without faults of a single attempt: such a fault is gone when a change begins anew.
    static var lasting: [Scenario] { small.filter { $0.make()?.world.faults.steps.isEmpty == true } }

    /// Small plans of every kind, for exhaustive searches.
    static let small: [Scenario] = [
        upgrade("two observers, nothing goes wrong", hosts(2, power: 0)),
        upgrade("three validators among others, nothing goes wrong", hosts(3), outside: 9),
        upgrade(
            "five validators, nothing goes wrong", hosts(5), [("canary", 20, 1), ("half", 60, 1), ("full", 100, 2)]),
        upgrade("three equal validators, waived", hosts(3), waivers: [quorumWaiver]),
        upgrade("the canary never gets healthy", hosts(3), outside: 9) { $0.badness = .neverHealthy },
        upgrade("the canary sickens in its bake", hosts(2, power: 0), bake: .seconds(9)) {
            $0.badness = .sickensLater
        },
        upgrade("the canary is out of sight for a moment in its bake", hosts(2, power: 0), bake: .seconds(9)) {
            $0.outages = [Faults.Outage(host: "n01", kind: .looks, from: 10_000, until: 11_500)]
        },
        upgrade("the canary refuses its stop", hosts(2, power: 0)) { $0.fault("n01", .stop, .refused) },
        upgrade("a host refuses its stage", hosts(3, power: 0)) { $0.fault("n02", .stage, .refused) },
        upgrade("a host fails its stage", hosts(3, power: 0)) { $0.fault("n02", .stage, .failedBefore) },
        upgrade("the canary fails its start", hosts(2, power: 0)) { $0.fault("n01", .start, .failedBefore) },
        upgrade("the canary's way back fails too", hosts(2, power: 0)) {
            $0.fault("n01", .start, .failedBefore)
            $0.fault("n01", .start, .failedBefore, attempt: 2)
        },
        upgrade("a later host never gets healthy", hosts(3), outside: 9) {
            $0.badness = .neverHealthy
            $0.badHosts = ["n02"]
        },
        upgrade(
            "a later host fails within the budget", hosts(4, power: 0),
            budget: FailureBudget(failedHosts: 1, unreachableHosts: 0)
        ) { $0.fault("n03", .switchOver, .failedAfter) },
        upgrade("halted in the middle", hosts(3), outside: 9) {
            $0.requests = [(8000, .halt(by: "ops", reason: "lunch"))]
        },
        emergency("everything back while the chain lives", hosts(5)),
        emergency("everything back when the chain is dead", hosts(5)) { $0.badness = .silent },
        emergency("three equal validators back, waived", hosts(3), waivers: [quorumWaiver]),
    ]
}
