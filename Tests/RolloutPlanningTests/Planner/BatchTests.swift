import FleetModel
import RolloutPlanning
import SeededNumbers
import Testing

@Suite("Batches by quorum")
struct BatchTests {
    @Test("hold no more hosts than the playbook says")
    func limit() throws {
        let plan = try #require(planning(hosts(20), policy: .test([("all", 100, 4)])).plan)
        #expect(plan.phases[0].batches.map(\.count) == [4, 4, 4, 4, 4])
    }

    @Test("hold no more power than the chain can lose")
    func quorum() throws {
        // 10 equal validators: with three down 7/10 stay, with four 6/10 would.
        let plan = try #require(planning(hosts(10), policy: .test([("all", 100, 10)])).plan)
        #expect(plan.phases[0].batches.map(\.count) == [3, 3, 3, 1])
        #expect(plan.phases[0].worstQuorum == QuorumFigures(total: 10, online: 10, after: 7))
        #expect(plan.packedByQuorum.map(\.count) == [3, 3, 3, 1])
    }

    @Test("exactly two thirds are not enough")
    func boundary() throws {
        // 9 equal validators: three down leave 6/9 = 2/3, so two at a time.
        let plan = try #require(planning(hosts(9), policy: .test([("all", 100, 9)])).plan)
        #expect(plan.phases[0].batches.map(\.count) == [2, 2, 2, 2, 1])
    }

    @Test("observers fill a batch up, and a heavy validator starts the next")
    func mixed() throws {
        let fleet = [host("a", power: 3), host("b", power: 0), host("c", power: 3), host("d", power: 10)]
        let plan = try #require(planning(fleet, policy: .test([("all", 100, 3)]), outside: 30).plan)
        #expect(plan.phases[0].batches == [["a", "b", "c"], ["d"]])
        #expect(plan.phases[0].worstQuorum == QuorumFigures(total: 46, online: 46, after: 36))
    }

    @Test("power outside of the inventory counts towards the whole, and as up")
    func outsidePower() throws {
        let alone = planning(hosts(3))
        #expect(alone.plan == nil)
        let withOthers = try #require(planning(hosts(3), outside: 7).plan)
        #expect(withOthers.totalPower == 10)
        #expect(withOthers.phases.map(\.worstQuorum.after) == [9, 10, 8, 10])
    }

    @Test("three equal validators are refused, each with the figures")
    func threeEqual() {
        let figures = QuorumFigures(total: 3, online: 3, after: 2)
        #expect(
            planning(hosts(3)).refusals == [
                .quorum("n01", figures), .quorum("n02", figures), .quorum("n03", figures),
            ])
    }

    @Test("a waiver lets three equal validators go, one at a time")
    func waived() throws {
        let plan = try #require(planning(hosts(3), policy: .test([("all", 100, 3)]), waivers: [quorumWaiver]).plan)
        #expect(plan.phases[0].batches == [["n01"], ["n02"], ["n03"]])
        #expect(plan.waivers == [quorumWaiver])
        #expect(plan.phases[0].worstQuorum == QuorumFigures(total: 3, online: 3, after: 2))
    }

    @Test("a fleet without validators has no quorum to keep")
    func observersOnly() throws {
        let plan = try #require(planning(hosts(5, power: 0), policy: .test([("all", 100, 5)])).plan)
        #expect(plan.phases[0].batches.map(\.count) == [5])
    }

    @Test("power beyond what one chain can hold is never judged safe")
    func saturated() {
        let share = VotingPower(clamping: VotingPower.maximum / 32)
        let answer = planning(hosts(99, power: share), policy: .test([("all", 100, 10)]))
        #expect(answer.refusals.count == 99)
    }

    @Test("no batch of any plan brings a chain to two thirds or below")
    func property() {
        var generator = SeededGenerator(seed: 21)
        var plans = 0
        for _ in 0..<400 {
            let fleet = (1...generator.number(in: 3...12)).map { number in
                host(HostID(stringLiteral: "h\(number)"), power: VotingPower(clamping: generator.next() % 8))
            }
            let policy = RolloutPolicy.test([("a", 30, generator.number(in: 1...4)), ("b", 100, 4)])
            guard let plan = planning(fleet, policy: policy, outside: 6).plan else { continue }
            plans += 1
            let power = Dictionary(uniqueKeysWithValues: fleet.map { ($0.id, $0.votingPower) })
            for batch in plan.phases.flatMap(\.batches) {
                let down = batch.reduce(VotingPower.zero) { $0 + (power[$1] ?? .zero) }
                let left = plan.totalPower - down
                #expect(down == .zero || left.units * 3 > plan.totalPower.units * 2)
            }
        }
        #expect(plans > 100, "the generator must make plans")
    }
}
