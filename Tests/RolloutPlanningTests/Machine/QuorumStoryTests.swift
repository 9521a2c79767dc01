import FleetModel
import Testing

@testable import RolloutPlanning

@Suite("Quorum before a stop")
struct QuorumStoryTests {
    private func desk(_ fleet: [Host], outside: VotingPower = 0, batch: Int = 4) throws -> Desk {
        var desk = Desk(
            try #require(planning(fleet, policy: .test([("all", 100, batch)]), outside: outside).plan))
        desk.stageEverywhere()
        return desk
    }

    @Test("nobody is stopped before enough of the others were seen")
    func firstLooks() throws {
        var desk = try desk(hosts(4))
        #expect(desk.orders.isEmpty)
        #expect(desk.machine.explanation(of: "n01") == "waits for quorum: 0/4 0.0 % ≤ 66.7 %")
        for host in ["n02", "n03"] as [HostID] { desk.tell(.sample(host, .report())) }
        #expect(desk.orders.isEmpty)
        desk.tell(.sample("n04", .report()))
        #expect(desk.orders.map(\.host) == ["n01"], "the other three suffice, whatever n01 does")
    }

    @Test("looks that are too old count for nothing")
    func stale() throws {
        var desk = try desk(hosts(4))
        desk.tell(.sample("n02", .report()))
        desk.tell(.sample("n03", .report()))
        desk.tell(.sample("n04", .report()), after: 3001)
        #expect(desk.orders.isEmpty)
    }

    @Test("a host on its way back still counts as down, whatever an old look said")
    func turnedHost() throws {
        var desk = try desk(hosts(5))
        desk.look()
        #expect(desk.orders.map(\.host) == ["n01"])
        let stop = try #require(desk.progress(of: "n01")?.outstanding)
        desk.tell(.step("n01", stop.nonce, .ended(.failed(StepTrouble(code: "stop", detail: "stuck")))), after: 100)
        #expect(desk.progress(of: "n01")?.isGoingBack == true)
        #expect(desk.progress(of: "n01")?.isInFlight == true)
        #expect(desk.orders.map(\.host) == ["n01"], "its way back costs nothing more; n02 is not begun")
    }

    @Test("no other host of a batch is begun while one of them is on its way back, even when there is room again")
    func failingNeighbour() throws {
        var desk = try desk(hosts(10), batch: 3)
        for host in desk.machine.state.plan.hosts.map(\.id) where host < "n10" { desk.tell(.sample(host, .report())) }
        desk.tell(.sample("n10", .silent("refused")))
        #expect(desk.machine.explanation(of: "n03") == "waits for quorum: 6/10 60.0 % ≤ 66.7 %")
        let stop = try #require(desk.progress(of: "n01")?.outstanding)
        desk.tell(.step("n01", stop.nonce, .ended(.failed(StepTrouble(code: "stop", detail: "stuck")))))
        desk.tell(.sample("n10", .report()))
        desk.tell(.tick, after: 100)
        #expect(desk.progress(of: "n01")?.isGoingBack == true)
        #expect(desk.progress(of: "n03")?.isTouched == false)
    }

    @Test("a node that sickens between two batches stops the next one, until it is well again")
    func sickNeighbour() throws {
        var desk = try desk(hosts(4))
        desk.look()
        // n01 is under way; n02 falls silent. n01 is brought to its end, then nobody may go.
        for _ in 0..<30 where desk.progress(of: "n01")?.isOpen == true {
            if let outstanding = desk.progress(of: "n01")?.outstanding {
                desk.tell(.step("n01", outstanding.nonce, .ended(.done)), after: 100)
            } else {
                for host in ["n01", "n03", "n04"] as [HostID] {
                    desk.tell(.sample(host, .report(height: UInt64(desk.now))), after: 300)
                }
                desk.tell(.sample("n02", .silent("refused")))
            }
        }
        #expect(desk.progress(of: "n01")?.end == .committed)
        desk.tell(.sample("n01", .report()))
        desk.tell(.tick, after: 100)
        #expect(desk.progress(of: "n02")?.isTouched == true, "it is down already, and the other three suffice")
    }

    @Test("a run that waits for quorum too long holds, and says what it waits for")
    func progress() throws {
        var desk = try desk(hosts(4))
        for _ in 0..<31 where desk.machine.ending == nil {
            for host in ["n01", "n02"] as [HostID] { desk.tell(.sample(host, .report())) }
            desk.tell(.tick, after: 1000)
        }
        let reason = "no progress for 30s: n01 waits for quorum: 1/4 25.0 % ≤ 66.7 %"
        #expect(desk.machine.state.pause == .held(reason))
        #expect(desk.machine.ending == .held(reason: reason))
    }

    @Test("a waiver lets one host go at a time, in a batch of whatever size")
    func waiver() throws {
        let policy = RolloutPolicy.test([("all", 100, 3)])
        let plan = try #require(planning(hosts(3), policy: policy, waivers: [quorumWaiver]).plan)
        let simulation = Simulation(plan: plan, world: World(plan: plan, faults: Faults()))
        try simulation.play()
        #expect(simulation.endings == [.completed])
        let grounds = simulation.ledger.compactMap { record -> QuorumGround? in
            if case .stepIntended(let body) = record { body.ground } else { nil }
        }
        #expect(grounds == [.waived, .waived, .waived])
    }

    @Test("hosts that a person has mended count as what they are seen to be, and only by looks that are new enough")
    func mended() throws {
        let plan = try #require(planning(hosts(4), policy: .test([("all", 100, 4)])).plan)
        var staged = Desk(plan)
        staged.stageEverywhere()
        let stuck = ["n01", "n02"].flatMap { (host: HostID) -> [RolloutRecord] in
            let nonce = Nonce(stringLiteral: "\(host)-stop")
            return [
                .stepIntended(
                    StepIntended(host: host, step: .stop, nonce: nonce, token: 1, quorum: nil, ground: nil)),
                .stepEnded(StepEnded(host: host, step: .stop, nonce: nonce, result: .done)),
                .hostClosed(HostClosed(host: host, end: .needsOperator(reason: "start: no"))),
            ]
        }
        var desk = Desk(plan, earlier: staged.records + stuck, process: "p2")
        desk.tell(.began)
        for host in desk.fences { desk.tell(.fence(host, .acquired(token: 2))) }
        desk.look()
        #expect(desk.orders.isEmpty, "a look at n01 or n02 may have begun while its last step was under way")
        desk.look(after: 1000)
        // n01 is seen to be up again, so n01, n03 and n04 carry the chain: n02 may go, whatever it does, and then nobody.
        #expect(desk.progress(of: "n02")?.outstanding?.step == .stop)
        #expect(desk.progress(of: "n01")?.outstanding == nil)
        desk.look(after: 1000)
        #expect(desk.progress(of: "n01")?.outstanding == nil)
    }

    @Test("sick hosts go back one at a time when the chain is at its limit, and together when it has room again")
    func sickOnWayBack() throws {
        let policy = RolloutPolicy.test([("canary", 60, 1), ("full", 100, 1)], bake: .seconds(60))
        let plan = try #require(planning(hosts(5), policy: policy).plan)
        var faults = Faults()
        (faults.badness, faults.sickAfter) = (.sickensLater, 20_000)
        let simulation = Simulation(plan: plan, world: World(plan: plan, faults: faults))
        try simulation.play()
        #expect(simulation.state.ended?.outcome == .rolledBack)
        let back = simulation.ledger.drop { if case .runTurned = $0 { false } else { true } }
        let stops = back.compactMap { record -> String? in
            if case .stepIntended(let body) = record, let ground = body.ground { "\(body.host) \(ground)" } else { nil }
        }
        #expect(stops == ["n01 unwell", "n02 unwell", "n03 enough"])
    }

    @Test("every stop carries the figures and the rule that allowed it")
    func figures() throws {
        var desk = try desk(hosts(4))
        desk.look()
        let stops = desk.records.compactMap { record -> StepIntended? in
            if case .stepIntended(let body) = record, body.step == .stop { body } else { nil }
        }
        #expect(stops.map(\.host) == ["n01"])
        #expect(stops.first?.ground == .enough)
        #expect(stops.first?.quorum == QuorumFigures(total: 4, online: 4, after: 3))
    }
}
