import FleetModel
import RolloutPlanning
import Testing

@Suite("Emergency rollback")
struct EmergencyTests {
    /// A fleet on the new release, and the run that takes it back.
    private func emergency(
        _ fleet: [Host], waivers: [Waiver] = [], processes: Int = 1,
        disturb: @escaping @Sendable (inout Faults) -> Void = { _ in }
    ) throws -> Simulation {
        let simulation = try #require(Scenario.emergency("", fleet, waivers: waivers, disturb: disturb).make())
        simulation.options.maximumProcesses = processes
        try simulation.play()
        try simulation.checkEnd()
        return simulation
    }

    /// The most hosts that were stopped and not yet proven at the same time.
    private func mostInFlight(_ simulation: Simulation) throws -> Int {
        var state = try #require(RunState(id: simulation.run, records: simulation.ledger.prefix(1)))
        var most = 0
        for record in simulation.ledger {
            state.apply(record)
            most = max(most, state.hosts.values.count(where: \.isInFlight))
        }
        return most
    }

    private func grounds(_ simulation: Simulation) -> Set<QuorumGround> {
        Set(
            simulation.ledger.compactMap { record in
                if case .stepIntended(let body) = record { body.ground } else { nil }
            })
    }

    @Test("is as parallel as quorum allows while the chain lives")
    func alive() throws {
        let simulation = try emergency(hosts(10))
        #expect(simulation.endings == [.completed])
        #expect(try mostInFlight(simulation) == 3)
        #expect(grounds(simulation) == [.enough])
        #expect(simulation.world.hosts.values.allSatisfy { $0.running == old.reference && $0.stops == 1 })
    }

    @Test("does everything at once when the chain is dead")
    func dead() throws {
        let simulation = try emergency(hosts(10)) { $0.badness = .silent }
        #expect(simulation.endings == [.completed])
        #expect(try mostInFlight(simulation) == 10)
        #expect(grounds(simulation) == [.chainDead])
        #expect(simulation.now < 10_000)
    }

    @Test("does not take hosts that nobody has looked at for dead ones")
    func unseen() throws {
        let simulation = try #require(Scenario.emergency("", hosts(5)).make())
        var desk = Desk(simulation.plan)
        desk.tell(.began)
        for host in desk.fences { desk.tell(.fence(host, .acquired(token: 1))) }
        desk.tell(.tick, after: 100)
        #expect(desk.orders.isEmpty)
        for host in ["n01", "n02", "n03"] as [HostID] { desk.tell(.sample(host, .silent("timed out"))) }
        #expect(desk.orders.isEmpty, "three of five are silent, and the other two may be what is left of the chain")
        desk.tell(.sample("n04", .report()))
        #expect(desk.orders.isEmpty)
        desk.tell(.sample("n05", .report()))
        #expect(desk.orders.map(\.host) == ["n01", "n02", "n03", "n04", "n05"], "2 of 5: there is no chain to protect")
    }

    @Test("three equal validators alive: nothing is touched, and the run says at once why")
    func threeAlive() throws {
        let simulation = try emergency(hosts(3))
        #expect(simulation.endings == [.held(reason: "quorum never lets n01 go down: 2/3 66.6 % ≤ 66.7 %")])
        #expect(simulation.world.hosts.values.allSatisfy { $0.stops == 0 })
        #expect(simulation.now < 2000)
    }

    @Test("three equal validators, waived or dead: all at once")
    func threeOtherwise() throws {
        let waived = try emergency(hosts(3), waivers: [quorumWaiver])
        #expect(waived.endings == [.completed])
        #expect(grounds(waived) == [.waived])
        let dead = try emergency(hosts(3)) { $0.badness = .neverHealthy }
        #expect(dead.endings == [.completed])
        #expect(grounds(dead) == [.chainDead])
    }

    @Test("observers go before the looks at validators have come in")
    func observers() throws {
        let fleet = [host("a", power: 0), host("b", power: 1), host("c", power: 1)]
        let simulation = try #require(Scenario.emergency("", fleet).make())
        var desk = Desk(simulation.plan)
        desk.tell(.began)
        for host in desk.fences { desk.tell(.fence(host, .acquired(token: 1))) }
        #expect(desk.machine.state.hosts["a"]?.isTouched == true)
        #expect(desk.machine.state.hosts["b"]?.isTouched == false)
    }

    @Test("a host that fails on its way needs a person; the others go on, and the run says who")
    func failing() throws {
        let simulation = try emergency(hosts(10)) { $0.fault("n02", .start, .failedBefore) }
        #expect(simulation.endings == [.partly(["n02": "start: by the test"])])
        let others = simulation.world.hosts.values.filter { $0.id != "n02" }
        #expect(others.allSatisfy { $0.running == old.reference })
        let resumed = try emergency(hosts(10), processes: 2) { $0.fault("n02", .start, .failedBefore) }
        #expect(resumed.endings.last == .completed)
    }

    @Test("a host that fails and leaves no room for the others holds at once")
    func failingWithoutRoom() throws {
        let simulation = try emergency(hosts(4)) { $0.fault("n01", .start, .failedBefore) }
        #expect(simulation.endings == [.held(reason: "quorum never lets n02 go down: 2/4 50.0 % ≤ 66.7 %")])
        #expect(simulation.now < 5000)
        let resumed = try emergency(hosts(4), processes: 2) { $0.fault("n01", .start, .failedBefore) }
        #expect(resumed.endings.last == .completed)
    }

    @Test("a host that refuses its stop still runs what it must not: it needs a person")
    func refusing() throws {
        let simulation = try emergency(hosts(10)) { $0.fault("n02", .stop, .refused) }
        #expect(simulation.endings == [.partly(["n02": "by the test"])])
    }

    @Test("a host that cannot be reached when it begins is listed, and the others go back at once")
    func unreachable() throws {
        let scenario = Scenario.emergency("", hosts(10))
        let simulation = try #require(scenario.make())
        simulation.world.faults.outages = [Faults.Outage(host: "n05", kind: .machine, from: 0, until: .max)]
        simulation.options.maximumProcesses = 1
        try simulation.play()
        #expect(simulation.endings == [.partly(["n05": "timed out"])])
        #expect(simulation.world.hosts.values.filter { $0.running == old.reference }.count == 9)
        #expect(simulation.now < 30_000)
    }

    @Test("hosts left on a dead chain go back even when those in hand would make it live again")
    func resumedOnDeadChain() throws {
        for append in 1...20 {
            let simulation = try #require(Scenario.emergency("", hosts(5)) { $0.badness = .silent }.make())
            simulation.options.crashes = [CrashPoint(append: append, isBeforeActing: true, inFlight: .lost)]
            try simulation.play()
            #expect(simulation.endings.last == .completed, "crash at append \(append)")
            #expect(simulation.now < 40_000)
        }
    }

    @Test("takes over from an upgrade at any moment, steps on their way to hosts included")
    func takesOver() throws {
        let policy = RolloutPolicy.test([("all", 100, 2)], bake: .seconds(1))
        let plan = try #require(planning(hosts(3), policy: policy, outside: 9).plan)
        for moment in stride(from: Int64(0), through: 9000, by: 90) {
            var faults = Faults()
            faults.requests = [(moment, .yield(to: "emergency"))]
            let upgrade = Simulation(plan: plan, world: World(plan: plan, faults: faults), seed: UInt64(moment))
            upgrade.options.maximumProcesses = 1
            try upgrade.play()
            guard let emergency = upgrade.makeEmergency() else { continue }
            try emergency.play()
            #expect(emergency.endings.last == .completed, "yielded at \(moment)")
            try emergency.checkEnd()
            try emergency.checkEverybodyIsBack()
        }
    }
}
