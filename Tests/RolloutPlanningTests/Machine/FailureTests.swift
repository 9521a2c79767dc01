import FleetModel
import RolloutPlanning
import Testing

@Suite("Failures")
struct FailureTests {
    private func play(
        _ plan: Plan?, processes: Int = 1, disturb: (inout Faults) -> Void
    ) throws -> Simulation {
        let plan = try #require(plan)
        var faults = Faults()
        disturb(&faults)
        var options = Simulation.Options()
        options.maximumProcesses = processes
        let simulation = Simulation(plan: plan, world: World(plan: plan, faults: faults), options: options)
        try simulation.play()
        try simulation.checkEnd()
        return simulation
    }

    private func names(_ simulation: Simulation) -> [String] {
        simulation.state.hosts.sorted { $0.key < $1.key }.map(\.value.stateName)
    }

    // MARK: - The first phase

    @Test(
        "a canary that is not well, in whatever way, goes back and ends the run",
        arguments: [Faults.Badness.neverHealthy, .silent, .wrongVersion, .standsStill, .flaps])
    func canary(badness: Faults.Badness) throws {
        let simulation = try play(planning(hosts(4, power: 0)).plan) { $0.badness = badness }
        guard case .rolledBack(let reason)? = simulation.endings.last else {
            Issue.record("\(simulation.endings)")
            return
        }
        #expect(reason.hasPrefix("n01 failed: not healthy within 10s"))
        #expect(names(simulation) == ["reverted", "skipped", "skipped", "skipped"])
        #expect(simulation.world.hosts["n02"]?.stops == 0)
    }

    @Test("a canary that sickens in its bake takes every changed host of the phase back")
    func bake() throws {
        let policy = RolloutPolicy.test([("canary", 50, 1), ("full", 100, 1)], bake: .seconds(30))
        let simulation = try play(planning(hosts(4, power: 0), policy: policy).plan) {
            $0.badness = .sickensLater
            $0.badHosts = ["n02"]
        }
        #expect(names(simulation) == ["reverted", "reverted", "skipped", "skipped"])
        #expect(simulation.state.turnedBecause == "n02 in the bake of canary: unhealthy for 10s: syncing")
    }

    @Test("a second canary that fails takes the first, committed one back with it")
    func secondCanary() throws {
        let policy = RolloutPolicy.test([("canary", 50, 1), ("full", 100, 1)])
        let simulation = try play(planning(hosts(4, power: 0), policy: policy).plan) {
            $0.fault("n02", .start, .failedBefore)
        }
        #expect(simulation.endings == [.rolledBack(reason: "n02 failed: start: by the test")])
        #expect(names(simulation) == ["reverted", "reverted", "skipped", "skipped"])
    }

    @Test(
        "a stage that fails or is refused ends the run before any service was touched",
        arguments: [Faults.StepFault.refused, .failedBefore, .failedAfter])
    func stage(fault: Faults.StepFault) throws {
        let simulation = try play(planning(hosts(3, power: 0)).plan) { $0.fault("n02", .stage, fault) }
        #expect(simulation.endings == [.refused(reason: "n02: by the test")])
        #expect(simulation.world.hosts.values.allSatisfy { $0.stops == 0 })
    }

    @Test("a canary that refuses its stop is as it was, and nothing was changed")
    func refusedStop() throws {
        let simulation = try play(planning(hosts(2, power: 0)).plan) { $0.fault("n01", .stop, .refused) }
        #expect(simulation.endings == [.refused(reason: "n01 failed: by the test")])
        #expect(names(simulation) == ["skipped", "skipped"])
    }

    @Test("a refusal by a host that had begun before does not count as nothing done")
    func refusedAfterLoss() throws {
        let simulation = try play(planning(hosts(2, power: 0)).plan) {
            $0.fault("n01", .stop, .lostOutcome)
            $0.fault("n01", .stop, .refused, attempt: 2)
        }
        #expect(simulation.endings == [.rolledBack(reason: "n01 failed: stop: by the test")])
        #expect(simulation.world.hosts["n01"]?.running == old.reference)
    }

    // MARK: - Later phases

    private func later(budget: Int = 0) -> Plan? {
        let policy = RolloutPolicy.test(
            [("canary", 20, 1), ("full", 100, 2)], bake: .seconds(1),
            budget: FailureBudget(failedHosts: budget, unreachableHosts: 0))
        return planning(hosts(5, power: 0), policy: policy).plan
    }

    @Test("a host that fails goes back alone, its batch comes to its end, and the run holds")
    func holds() throws {
        let simulation = try play(later()) { $0.fault("n02", .switchOver, .failedBefore) }
        let reason = "n02 failed: switch: by the test; failed hosts 1 > 0"
        #expect(simulation.endings == [.held(reason: reason)])
        #expect(names(simulation) == ["committed", "reverted", "committed", "staged", "staged"])
    }

    @Test("what was held goes on when it is released, and says at its end who is behind")
    func released() throws {
        let simulation = try play(later(), processes: 2) { $0.fault("n02", .switchOver, .failedBefore) }
        #expect(simulation.endings.last == .partly(["n02": "switch: by the test"]))
        #expect(simulation.state.ended?.outcome == .completed)
        #expect(names(simulation) == ["committed", "reverted", "committed", "committed", "committed"])
    }

    @Test("a failure within the budget does not hold, and is not called a success")
    func budget() throws {
        let simulation = try play(later(budget: 1)) { $0.fault("n02", .switchOver, .failedBefore) }
        #expect(simulation.endings == [.partly(["n02": "switch: by the test"])])
        #expect(simulation.state.ended?.outcome == .completed)
    }

    @Test("one failure more than the budget holds")
    func overBudget() throws {
        let simulation = try play(later(budget: 1)) {
            $0.fault("n02", .switchOver, .failedBefore)
            $0.fault("n03", .start, .failedBefore)
        }
        guard case .held(let reason)? = simulation.endings.last else {
            Issue.record("\(simulation.endings)")
            return
        }
        #expect(reason.hasSuffix("failed hosts 2 > 1"))
    }

    @Test("a bake that fails in a later phase holds, and nobody goes back")
    func laterBake() throws {
        let policy = RolloutPolicy.test([("canary", 25, 1), ("full", 100, 3)], bake: .seconds(3))
        let simulation = try play(planning(hosts(4, power: 0), policy: policy).plan) {
            $0.badness = .sickensLater
            $0.badHosts = ["n03"]
        }
        #expect(simulation.endings == [.held(reason: "n03 in the bake of full: unhealthy for 10s: syncing")])
        #expect(names(simulation).allSatisfy { $0 == "committed" })
    }

    // MARK: - Hosts that need a person

    @Test("a way back that fails leaves the host to a person and the run open; resuming ends it")
    func needsOperator() throws {
        let disturb = { (faults: inout Faults) in
            faults.fault("n01", .start, .failedBefore)
            faults.fault("n01", .start, .failedBefore, attempt: 2)
        }
        let stuck = try play(planning(hosts(2, power: 0)).plan, disturb: disturb)
        #expect(stuck.endings == [.partly(["n01": "start: by the test"])])
        #expect(stuck.state.ended == nil)
        #expect(stuck.state.pause == .held("a person is needed on n01"))
        let resumed = try play(planning(hosts(2, power: 0)).plan, processes: 2, disturb: disturb)
        #expect(resumed.endings.last == .rolledBack(reason: "n01 failed: start: by the test"))
        #expect(names(resumed) == ["reverted", "skipped"])
    }

    @Test("a host that needs a person in a phase which has passed is taken up again before the run is called complete")
    func needsOperatorInPassedPhase() throws {
        let disturb = { (faults: inout Faults) in
            for attempt in 1...2 { faults.fault("n02", .start, .failedBefore, attempt: attempt) }
        }
        let stuck = try play(later(budget: 1), disturb: disturb)
        #expect(stuck.endings == [.partly(["n02": "start: by the test"])])
        #expect(stuck.state.ended == nil)
        let resumed = try play(later(budget: 1), processes: 2, disturb: disturb)
        #expect(names(resumed) == ["committed", "reverted", "committed", "committed", "committed"])
        #expect(resumed.world.hosts["n02"]?.running == old.reference)
    }

    @Test("a host that dies in the middle for ever ends in a stated, resumable state")
    func dies() throws {
        let simulation = try play(later(), processes: 3) {
            $0.outages = [Faults.Outage(host: "n02", kind: .machine, from: 6000, until: .max)]
        }
        #expect(simulation.state.ended == nil)
        guard case .held? = simulation.state.pause else {
            Issue.record("\(simulation.summary)")
            return
        }
        #expect(simulation.state.hosts["n04"]?.isTouched == false)
    }

    @Test("a host that is rebooted in the middle of its way back can be resumed")
    func rebooted() throws {
        // Off from its second stop on: it comes back with its service started, and the switch finds it running.
        let simulation = try play(planning(hosts(2, power: 0)).plan, processes: 4) {
            $0.badness = .neverHealthy
            $0.outages = [Faults.Outage(host: "n01", kind: .machine, from: 12_300, until: 14_000)]
        }
        #expect(simulation.state.ended?.outcome == .rolledBack)
        #expect(simulation.world.hosts["n01"]?.running == old.reference)
    }
}
