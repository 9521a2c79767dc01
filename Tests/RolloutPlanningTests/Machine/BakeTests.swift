import FleetModel
import RolloutPlanning
import Testing

@Suite("Bakes in a run")
struct BakeTests {
    private let bake = TimeSpan.seconds(40)

    /// Both hosts of the first phase are committed, and its bake has just begun.
    private func baking() throws -> Desk {
        let policy = RolloutPolicy.test([("canary", 50, 2), ("full", 100, 1)], bake: bake)
        var desk = Desk(try #require(planning(hosts(4, power: 0), policy: policy).plan))
        desk.stageEverywhere()
        for _ in 0..<60 where desk.machine.state.hosts.values.filter({ $0.end == .committed }).count < 2 {
            for host in ["n01", "n02"] as [HostID] {
                guard let outstanding = desk.progress(of: host)?.outstanding else { continue }
                desk.tell(.step(host, outstanding.nonce, .ended(.done)), after: 10)
            }
            look(&desk)
        }
        try #require(desk.machine.state.currentPhase?.name == "canary")
        return desk
    }

    private func look(_ desk: inout Desk, seconds: Int64 = 1, _ second: HealthReading? = nil) {
        desk.tell(.tick, after: seconds * 1000)
        desk.tell(.sample("n01", .report(height: UInt64(desk.now))))
        desk.tell(.sample("n02", second ?? .report(height: UInt64(desk.now))))
    }

    private func covered(_ desk: Desk) -> [TimeSpan] {
        desk.records.compactMap { if case .bakeCovered(let body) = $0 { body.total } else { nil } }
    }

    @Test("the phase passes when its time is covered, which takes at most ten records")
    func passes() throws {
        var desk = try baking()
        let start = desk.now
        for _ in 0..<60 where desk.machine.state.passedPhases.isEmpty { look(&desk) }
        #expect(desk.now - start >= 39_000)
        #expect(desk.now - start <= 42_000)
        #expect(covered(desk).count <= 10)
        #expect(covered(desk).last == bake)
    }

    @Test("a bad look starts it anew, and is recorded when it loses something")
    func broken() throws {
        var desk = try baking()
        for _ in 0..<20 { look(&desk) }
        #expect(desk.machine.state.bakeCovered >= .seconds(16))
        for _ in 0..<3 {
            look(&desk, .silent("reset"))
            look(&desk)
        }
        #expect(desk.machine.state.bakeCovered == .zero)
        let broken = desk.records.filter { if case .bakeBroken = $0 { true } else { false } }
        #expect(broken.count == 1, "flapping fills no ledger")
        let start = desk.now
        for _ in 0..<60 where desk.machine.state.passedPhases.isEmpty { look(&desk) }
        #expect(desk.now - start >= 39_000)
        #expect(!desk.machine.state.passedPhases.isEmpty)
    }

    @Test("a gap adds nothing; one that is too long holds the phase, and what was covered before stays")
    func gap() throws {
        var desk = try baking()
        for _ in 0..<8 { look(&desk) }
        let before = desk.machine.state.bakeCovered
        look(&desk, seconds: 7)
        #expect(desk.machine.state.bakeCovered == before)
        #expect(desk.machine.ending == nil)
        look(&desk, seconds: 9)
        #expect(desk.machine.ending == .held(reason: "not every node was seen for more than 8s of the bake of canary"))
        #expect(desk.machine.state.bakeCovered == before)
    }

    @Test("without any look at one of its hosts it does not go on for ever: it holds")
    func blind() throws {
        var desk = try baking()
        for _ in 0..<20 where desk.machine.ending == nil {
            desk.tell(.tick, after: 1000)
            desk.tell(.sample("n01", .report()))
        }
        guard case .held(let reason)? = desk.machine.ending else {
            Issue.record("\(desk.machine.ending as Any)")
            return
        }
        #expect(reason.hasPrefix("not every node was seen for more than 8s"))
    }

    @Test("it goes on in the next process with what was recorded, and time between processes does not count")
    func resumed() throws {
        var desk = try baking()
        for _ in 0..<25 { look(&desk) }
        let covered = desk.machine.state.bakeCovered
        #expect(covered >= .seconds(20))
        var next = Desk(desk.machine.state.plan, earlier: desk.records, process: "p2")
        next.tell(.began)
        for host in next.fences { next.tell(.fence(host, .acquired(token: 2))) }
        let start = next.now
        for _ in 0..<60 where next.machine.state.passedPhases.isEmpty { look(&next) }
        let left = bake - covered
        #expect(next.now - start >= left.milliseconds - 1000)
        #expect(next.now - start <= left.milliseconds + 3000)
    }

    @Test("a bad look before the next process has taken the bake up breaks it too")
    func brokenBetween() throws {
        var desk = try baking()
        for _ in 0..<25 { look(&desk) }
        var next = Desk(desk.machine.state.plan, earlier: desk.records, process: "p2")
        next.tell(.began)
        next.tell(.sample("n01", .silent("refused")))
        #expect(next.machine.state.bakeCovered == .zero)
    }
}
