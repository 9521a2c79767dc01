import FleetModel
import RolloutPlanning
import Testing

@Suite("Planning the way back")
struct EmergencyPlanTests {
    private func planning(
        _ fleet: [Host], _ observed: [HostID: Result<ObservedHost, Unreachable>],
        target: (HostID, ObservedHost) -> ReleaseReference? = { $1.previous }
    ) -> (plan: Plan?, leftOut: [Planner.LeftOut]) {
        Planner(
            network: Network(id: testNetwork, outsidePower: 2), service: testService, policy: .fourPhases, waivers: []
        ).emergencyRollback(hosts: fleet, observed: observed, files: old, target: target)
    }

    private let upgraded = ObservedHost.seen(current: new.reference, previous: old.reference)

    @Test("one phase and one batch, every host with its own target, in order of ids")
    func everybody() throws {
        let fleet = Array(hosts(3).reversed())
        let observed = Dictionary(
            uniqueKeysWithValues: fleet.map { ($0.id, Result.success(upgraded) as Result<ObservedHost, Unreachable>) })
        let (answer, leftOut) = planning(fleet, observed)
        let plan = try #require(answer)
        #expect(plan.purpose == .emergencyRollback)
        #expect(plan.phases.map(\.batches) == [[["n01", "n02", "n03"]]])
        #expect(plan.phases[0].bake == .zero)
        #expect(plan.hosts.allSatisfy { $0.from == new.reference && $0.to == old.reference })
        #expect(plan.totalPower == 5)
        #expect(leftOut.isEmpty)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let seen: Result<ObservedHost, Unreachable>
        /// Nil when the host is in the plan.
        let reason: String?
    }

    static let cases: [Case] = [
        Case(
            testDescription: "unreachable", seen: .failure(Unreachable(reason: "timed out")),
            reason: "unreachable: timed out"),
        Case(
            testDescription: "nothing installed", seen: .success(.seen(current: nil)),
            reason: "nothing is installed there"),
        Case(
            testDescription: "no release from before", seen: .success(.seen(current: new.reference)),
            reason: "no previous release is known"),
        Case(
            testDescription: "the release from before is damaged",
            seen: .success(
                .seen(
                    current: new.reference, previous: old.reference, damaged: [old.digest: "expected x found y"])),
            reason: "v3.17.0 is damaged there: expected x found y"),
        Case(
            testDescription: "the release from before is gone",
            seen: .success(.seen(current: new.reference, previous: old.reference, verified: [new.digest])),
            reason: "v3.17.0 is not in its store"),
        Case(
            testDescription: "the service is down",
            seen: .success(.seen(current: new.reference, previous: old.reference, process: nil)), reason: nil),
        Case(
            testDescription: "the link is right, but the service is down: caught in the middle",
            seen: .success(.seen(current: old.reference, previous: old.reference, process: nil)), reason: nil),
        Case(
            testDescription: "the link is right, but another release runs",
            seen: .success(.seen(current: old.reference, previous: old.reference, running: new.digest)), reason: nil),
    ]

    @Test("a host that cannot go back is left out with the reason, the others go", arguments: cases)
    func leftOut(_ given: Case) throws {
        let (answer, leftOut) = planning(hosts(2), ["n01": .success(upgraded), "n02": given.seen])
        let plan = try #require(answer)
        #expect(plan.hosts.map(\.id) == (given.reason == nil ? ["n01", "n02"] : ["n01"]))
        #expect(leftOut.map(\.host) == (given.reason == nil ? [] : ["n02"]))
        #expect(leftOut.map(\.reason) == [given.reason].compactMap(\.self))
        #expect(plan.networkHosts.count == 2)
        #expect(plan.totalPower == 4)
    }

    @Test("a host that is back already is no news")
    func stays() {
        let back = ObservedHost.seen(current: old.reference, previous: old.reference)
        let (plan, leftOut) = planning(hosts(1), ["n01": .success(back)])
        #expect(plan == nil)
        #expect(leftOut.isEmpty)
    }

    @Test("a host that another run has in the middle of a step goes back whatever was seen of it, and counts as down")
    func moving() throws {
        let policy = RolloutPolicy.test([("all", 100, 1)])
        var upgrade = Desk(try #require(Self.upgradePlan(hosts(2, power: 0), policy)))
        upgrade.stageEverywhere()
        #expect(upgrade.machine.state.movingHosts == ["n01"])
        let back = ObservedHost.seen(current: old.reference, previous: old.reference)
        let planner = Planner(
            network: Network(id: testNetwork, outsidePower: 2), service: testService, policy: .fourPhases, waivers: [])
        let (answer, _) = planner.emergencyRollback(
            hosts: hosts(2, power: 0), observed: ["n01": .success(back), "n02": .success(back)], files: old,
            takingOver: upgrade.machine.state, target: { $1.previous })
        let plan = try #require(answer)
        #expect(plan.hosts.map(\.id) == ["n01"])
        #expect(plan.hosts.map(\.leftBy) == ["run"])
        let desk = Desk(plan)
        #expect(desk.progress(of: "n01")?.isInHand == true)
        #expect(desk.progress(of: "n01")?.isTouched == false)
    }

    private static func upgradePlan(_ fleet: [Host], _ policy: RolloutPolicy) -> Plan? {
        RolloutPlanningTests.planning(fleet, policy: policy).plan
    }
}
