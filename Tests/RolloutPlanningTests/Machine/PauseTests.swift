import FleetModel
import Testing

@testable import RolloutPlanning

@Suite("Halt, interrupt, yield and goals")
struct PauseTests {
    private static let halted = RolloutRecord.runHalted(RunHalted(by: "ops", reason: "lunch"))

    private func plan() throws -> Plan {
        try #require(planning(hosts(3, power: 0), policy: .test([("canary", 30, 1), ("full", 100, 1)])).plan)
    }

    private func play(_ requests: [(Int64, OperatorRequest)], processes: Int = 1) throws -> Simulation {
        var faults = Faults()
        faults.requests = requests.map { (at: $0.0, request: $0.1) }
        let plan = try plan()
        var options = Simulation.Options()
        options.maximumProcesses = processes
        let simulation = Simulation(plan: plan, world: World(plan: plan, faults: faults), options: options)
        try simulation.play()
        return simulation
    }

    @Test("a halted run that is not released does nothing at all, however often it is taken up")
    func sticky() throws {
        var first = Desk(try plan())
        first.stageEverywhere()
        first.answer()
        first.tell(.request(.halt(by: "ops", reason: "lunch")))
        #expect(first.machine.ending == nil, "n01 is stopped: it is brought to its end")
        var idle = Desk(try plan(), earlier: [Self.halted])
        idle.tell(.began)
        #expect(idle.effects == [.finish(.halted(by: "ops", reason: "lunch"))])
    }

    @Test("a held run says so, and that this process changed nothing")
    func held() throws {
        var desk = Desk(try plan(), earlier: [.runHeld(RunHeld(reason: "n01 failed"))])
        desk.tell(.began)
        #expect(desk.effects == [.finish(.refused(reason: "n01 failed"))])
    }

    @Test("a host that needs a person is left alone in a run that is held, and tried again in one that is released")
    func needsOperator() throws {
        let stuck =
            try canaryPassed() + [
                .hostClosed(HostClosed(host: "n02", end: .needsOperator(reason: "start: no"))),
                .runHeld(RunHeld(reason: "a person is needed on n02")),
            ]
        var held = Desk(try plan(), earlier: stuck)
        held.tell(.began)
        #expect(held.effects == [.finish(.refused(reason: "a person is needed on n02"))])
        var released = Desk(try plan(), earlier: stuck + [.runReleased(RunReleased(by: "ops"))])
        released.tell(.began)
        #expect(released.records == [.hostReopened(HostReopened(host: "n02"))])
    }

    @Test(
        "a host under way comes to its end before the process ends, and nothing else is begun",
        arguments: [OperatorRequest.interrupt, .halt(by: "ops", reason: "lunch")])
    func drains(request: OperatorRequest) throws {
        let simulation = try play([(1500, request)])
        let ending: Ending = request == .interrupt ? .interrupted : .halted(by: "ops", reason: "lunch")
        #expect(simulation.endings == [ending])
        #expect(simulation.state.hosts["n01"]?.end == .committed)
        #expect(simulation.state.hosts["n02"]?.isTouched == false)
        #expect(simulation.state.passedPhases.isEmpty)
    }

    @Test(
        "interrupted or halted, the run is completed by the next process", arguments: [0, 400, 1500, 4000, 7000, 9000])
    func resumes(at: Int64) throws {
        for request in [OperatorRequest.interrupt, .halt(by: "ops", reason: "lunch"), .yield(to: "ops")] {
            let simulation = try play([(at, request)], processes: 3)
            #expect(simulation.endings.last == .completed)
            #expect(simulation.endings.count == 2)
        }
    }

    @Test("a yield ends the process at once, whatever is under way")
    func yields() throws {
        var desk = Desk(try plan())
        desk.stageEverywhere()
        desk.tell(.request(.yield(to: "rollback-1")))
        #expect(desk.effects == [.finish(.yielded(to: "rollback-1"))])
        #expect(desk.progress(of: "n01")?.outstanding?.step == .stop)
    }

    @Test("a process ends with the phase it was asked for; the next goes on from there")
    func phaseByPhase() throws {
        let plan = try plan()
        var options = Simulation.Options()
        options.isPhaseByPhase = true
        let simulation = Simulation(plan: plan, world: World(plan: plan, faults: Faults()), options: options)
        try simulation.play()
        #expect(simulation.endings == [.phasePassed("canary"), .completed])
    }

    /// Everything is staged, n01 is committed, and the canary phase has passed.
    private func canaryPassed() throws -> [RolloutRecord] {
        var staged = Desk(try plan())
        staged.stageEverywhere()
        return staged.records.filter(\.isNoStop) + [
            .hostClosed(HostClosed(host: "n01", end: .committed)), .phasePassed(PhasePassed(phase: "canary")),
        ]
    }

    @Test("a goal that was reached before is reached: nothing happens")
    func earlierGoal() throws {
        var desk = Desk(try plan(), earlier: try canaryPassed(), through: "canary", process: "p2")
        desk.tell(.began)
        for host in desk.fences { desk.tell(.fence(host, .acquired(token: 2))) }
        #expect(desk.machine.ending == .phasePassed("canary"))
        #expect(desk.orders.isEmpty)
    }

    @Test("a goal behind the current phase first brings hosts under way to their end")
    func earlierGoalInFlight() throws {
        let stop = StepIntended(host: "n02", step: .stop, nonce: "p1-9", token: 1, quorum: nil, ground: nil)
        var desk = Desk(
            try plan(), earlier: try canaryPassed() + [.stepIntended(stop)], through: "canary", process: "p2")
        desk.tell(.began)
        for host in desk.fences { desk.tell(.fence(host, .acquired(token: 2))) }
        #expect(desk.machine.ending == nil)
        #expect(desk.settles.map(\.host) == ["n02"])
    }

    @Test("a goal that the plan does not know refuses, and leaves the run as it is")
    func unknownGoal() throws {
        var desk = Desk(try plan(), through: "canry")
        desk.tell(.began)
        #expect(desk.effects == [.finish(.refused(reason: "the plan has no phase canry"))])
        #expect(desk.machine.state.ended == nil)
    }

    @Test("a run that has ended says how, and asks nobody for anything")
    func ended() throws {
        let end = RolloutRecord.runEnded(RunEnded(outcome: .superseded, reason: "emergency"))
        var desk = Desk(try plan(), earlier: [end])
        desk.tell(.began)
        #expect(desk.effects == [.finish(.fenceLost(reason: "emergency"))])
    }
}

extension RolloutRecord {
    /// Everything but the first stop, for runs that are to stand just before it.
    fileprivate var isNoStop: Bool {
        if case .stepIntended(let body) = self { body.step != .stop } else { true }
    }
}
