import FleetModel
import RolloutPlanning
import Testing

@Suite("Fences")
struct FenceTests {
    private let holder = FenceHolder(run: "other", process: "other-p1", token: 4)

    private func plan(_ count: Int = 3, power: VotingPower = 1) throws -> Plan {
        try #require(planning(hosts(count, power: power), outside: 20).plan)
    }

    @Test("every node of the network is asked before anything is staged")
    func everybody() throws {
        var desk = Desk(try plan())
        desk.tell(.began)
        #expect(desk.fences == ["n01", "n02", "n03"])
        desk.tell(.fence("n01", .acquired(token: 7)))
        desk.tell(.fence("n02", .acquired(token: 1)))
        #expect(desk.orders.isEmpty)
        desk.tell(.fence("n03", .acquired(token: 1)))
        #expect(desk.orders.map(\.step) == [.stage, .stage, .stage])
        #expect(desk.orders.map(\.token) == [7, 1, 1])
    }

    @Test("one that another run holds refuses the run, when all who were asked have answered")
    func held() throws {
        var desk = Desk(try plan())
        desk.tell(.began)
        desk.tell(.fence("n01", .acquired(token: 1)))
        desk.tell(.fence("n02", .heldBy(holder)))
        #expect(desk.effects.isEmpty, "n03 may still be taken, and would be left held")
        desk.tell(.fence("n03", .acquired(token: 1)))
        let reason = "n02 is held by run other, process other-p1, token 4"
        #expect(desk.machine.ending == .refused(reason: reason))
        #expect(desk.effects.contains(.releaseFences(["n01", "n03"])))
        #expect(desk.machine.state.ended?.outcome == .refused)
    }

    @Test("a host that does not answer is asked three times, a second apart")
    func retries() throws {
        var desk = Desk(try plan(1))
        desk.tell(.began)
        for attempt in 1...2 {
            desk.tell(.fence("n01", .unreachable("timed out")), after: 100)
            desk.tell(.tick, after: 900)
            #expect(desk.fences.isEmpty, "attempt \(attempt)")
            desk.tell(.tick, after: 100)
            #expect(desk.fences == ["n01"])
        }
        desk.tell(.fence("n01", .unreachable("timed out")), after: 100)
        #expect(desk.machine.ending == .refused(reason: "n01: timed out"))
    }

    @Test("a fence that cannot be used refuses the run at once")
    func unusable() throws {
        var desk = Desk(try plan(1))
        desk.tell(.began)
        desk.tell(.fence("n01", .unusable("unknown format")))
        #expect(desk.machine.ending == .refused(reason: "n01: unknown format"))
    }

    @Test("a host that somebody else has changed since ends the process: the ledger is behind, and the run stays open")
    func changedSince() throws {
        let plan = try plan(2, power: 0)
        var first = Desk(plan)
        first.stageEverywhere()
        var desk = Desk(plan, earlier: first.records, process: "p2")
        desk.tell(.began)
        desk.tell(.fence("n01", .changedBy(FenceHolder(run: "other", process: "x1", token: 9))))
        desk.tell(.fence("n02", .acquired(token: 2)))
        let reason = "n01 was changed by run other, process x1, token 9 since this run had it: this ledger is behind"
        #expect(desk.machine.ending == .fenceLost(reason: reason))
        #expect(desk.machine.state.ended == nil)
        #expect(desk.orders.isEmpty && desk.settles.isEmpty)
    }

    @Test("an answer that nobody asked for changes nothing")
    func unasked() throws {
        var desk = Desk(try plan(2, power: 0))
        desk.stageEverywhere()
        desk.tell(.fence("n02", .heldBy(holder)))
        desk.tell(.fence("n02", .acquired(token: 99)))
        desk.tell(.fence("stranger", .unreachable("timed out")))
        #expect(desk.effects.isEmpty)
        #expect(desk.machine.ending == nil)
        #expect(desk.progress(of: "n02")?.token == 1)
    }

    @Test("without more than half of the inventoried power nothing is begun")
    func majority() throws {
        let gone = Result<ObservedHost, Unreachable>.failure(Unreachable(reason: "timed out"))
        let policy = RolloutPolicy.test(
            [("all", 100, 1)], budget: FailureBudget(failedHosts: 0, unreachableHosts: 1))
        let fleet = [host("a", power: 1), host("b", power: 1)]
        var desk = Desk(try #require(planning(fleet, policy: policy, outside: 20, except: ["b": gone]).plan))
        desk.tell(.began)
        #expect(desk.fences == ["a"], "who is known to be unreachable is not asked")
        desk.tell(.fence("a", .acquired(token: 1)))
        #expect(desk.machine.ending == .refused(reason: "fences held on 1 of 2 voting power only"))
    }

    @Test("a step that finds another's fence ends the process, and the run stays open")
    func lost() throws {
        var desk = Desk(try plan(2, power: 0))
        desk.stageEverywhere()
        let stop = try #require(desk.orders.first)
        desk.tell(.step(stop.host, stop.nonce, .fenceLost("held by other")))
        #expect(desk.machine.ending == .fenceLost(reason: "n01: held by other"))
        #expect(desk.machine.state.ended == nil)
        desk.tell(.tick)
        #expect(desk.effects.isEmpty)
    }

    @Test("on resume a host without its fence is sought when its turn comes, not touched, and not failed at once")
    func missingOnResume() throws {
        let plan = try plan(3, power: 0)
        var first = Desk(plan)
        first.stageEverywhere()
        var desk = Desk(plan, earlier: first.records, process: "p2")
        desk.tell(.began)
        for host in ["n02", "n03"] as [HostID] { desk.tell(.fence(host, .acquired(token: 2))) }
        for _ in 1...2 {
            desk.tell(.fence("n01", .unreachable("timed out")))
            desk.tell(.tick, after: 1000)
        }
        desk.tell(.fence("n01", .unreachable("timed out")))
        #expect(desk.machine.ending == nil)
        #expect(desk.orders.isEmpty && desk.settles.isEmpty, "n01 may have been stopped: nobody else is begun")
        #expect(desk.fences == ["n01"], "its turn has come")
        desk.tell(.fence("n01", .acquired(token: 9)), after: 4000)
        #expect(desk.settles.map(\.host) == ["n01"])
        #expect(desk.settles.map(\.token) == [9])
    }
}
