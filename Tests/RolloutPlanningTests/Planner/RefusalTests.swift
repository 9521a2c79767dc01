import FleetModel
import RolloutPlanning
import Testing

@Suite("Refusals to plan")
struct RefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let seen: ObservedHost
        let refusals: [PlanRefusal]
        init(_ description: String, _ seen: ObservedHost, _ refusals: [PlanRefusal]) {
            testDescription = description
            self.seen = seen
            self.refusals = refusals
        }
    }

    private static let other = release("v4.0.0", build: 1)
    private static let holder = FenceHolder(run: "other-run", process: "other-process", token: 9)

    static let cases: [Case] = [
        Case("nothing is installed", .seen(current: nil), [.nothingInstalled("n02")]),
        Case("the service does not run", .seen(process: nil), [.notRunning("n02")]),
        Case(
            "it has the release, but the service does not run", .seen(current: new.reference, process: nil),
            [.notRunning("n02")]),
        Case("tools are missing", .seen(missingTools: ["flock"]), [.toolsMissing("n02", ["flock"])]),
        Case(
            "the new release lies in its store, damaged", .seen(damaged: [new.digest: "expected x found y"]),
            [.storeDamaged("n02", release: "v4.0.0", detail: "expected x found y")]),
        Case(
            "the release to go back to is damaged", .seen(damaged: [old.digest: "expected x found y"]),
            [.storeDamaged("n02", release: "v3.17.0", detail: "expected x found y")]),
        Case("the release to go back to is not proven", .seen(verified: []), [.wayBackMissing("n02", "v3.17.0")]),
        Case(
            "the name stands there with other content", .seen(current: other.reference),
            [.nameTaken("n02", "v4.0.0", installed: other.digest, wanted: new.digest)]),
        Case(
            "the name was used for other content before", .seen(previous: other.reference),
            [.nameTaken("n02", "v4.0.0", installed: other.digest, wanted: new.digest)]),
        Case("another run holds the fence", .seen(fence: .held(by: holder)), [.fenceHeld("n02", holder)]),
        Case(
            "the disk is a byte short", .seen(free: Planner.diskSlack + 999),
            [.diskFull("n02", free: Planner.diskSlack + 999, needed: Planner.diskSlack + 1000)]),
        Case("the disk is just large enough", .seen(free: Planner.diskSlack + 1000), []),
        Case(
            "the disk is full, but the release is stored already",
            .seen(verified: [old.digest, new.digest], free: 0), []),
        Case(
            "several things at once are all named", .seen(process: nil, free: 0, missingTools: ["sync"]),
            [
                .toolsMissing("n02", ["sync"]), .notRunning("n02"),
                .diskFull("n02", free: 0, needed: Planner.diskSlack + 1000),
            ]),
    ]

    @Test("one host of four", arguments: cases)
    func oneHost(_ given: Case) {
        let answer = planning(hosts(4), except: ["n02": .success(given.seen)])
        #expect(answer.refusals == given.refusals)
        #expect((answer.plan == nil) == !given.refusals.isEmpty)
    }

    @Test("a fence that this ledger's own run left behind does not refuse")
    func ownFence() {
        let seen = ObservedHost.seen(fence: .held(by: Self.holder))
        #expect(planning(hosts(4), except: ["n02": .success(seen)], isOurs: { $0.run == "other-run" }).plan != nil)
    }

    @Test("every host's reasons are given at once")
    func allHosts() {
        let answer = planning(
            hosts(4),
            except: [
                "n01": .success(.seen(process: nil)), "n02": .failure(Unreachable(reason: "refused")),
                "n04": .success(.seen(current: nil)),
            ])
        #expect(
            answer.refusals == [
                .notRunning("n01"), .nothingInstalled("n04"), .unreachable("n02", reason: "refused"),
            ])
    }

    @Test("no hosts, no version, nothing to do")
    func wholeRefusals() {
        #expect(planning([]).refusals == [.noHosts(testNetwork)])
        #expect(planning(hosts(4), to: release("stable")).refusals == [.noVersion("stable")])
        #expect(planning(hosts(4), to: old).refusals == [.nothingToDo("v3.17.0")])
    }

    @Test("a host that is another than the one known, or lets nobody in, is no matter of the budget")
    func barred() {
        let barred = Result<ObservedHost, Unreachable>.failure(
            Unreachable(reason: "its host key has changed", isBarred: true))
        let policy = RolloutPolicy.test(
            [("all", 100, 10)], budget: FailureBudget(failedHosts: 0, unreachableHosts: 5))
        let answer = planning(hosts(4, power: 0), policy: policy, except: ["n02": barred])
        #expect(answer.refusals == [.barred("n02", reason: "its host key has changed")])
    }

    @Test("a host that nobody looked at counts as unreachable")
    func notLookedAt() {
        let planner = Planner(
            network: Network(id: testNetwork, outsidePower: .zero), service: testService, policy: .fourPhases,
            waivers: [])
        let answer = planner.upgrade(to: new, hosts: hosts(1), observed: [:], isOurs: { _ in false })
        #expect(answer.refusals == [.unreachable("n01", reason: "not looked at")])
    }
}

@Suite("Unreachable hosts")
struct UnreachableTests {
    private let gone = Result<ObservedHost, Unreachable>.failure(Unreachable(reason: "timed out"))

    private func policy(allowing count: Int) -> RolloutPolicy {
        .test([("all", 100, 10)], budget: FailureBudget(failedHosts: 0, unreachableHosts: count))
    }

    @Test("over the budget every one of them is a reason to refuse")
    func over() {
        let answer = planning(hosts(10), policy: policy(allowing: 1), except: ["n02": gone, "n05": gone])
        #expect(
            answer.refusals == [
                .unreachable("n02", reason: "timed out"), .unreachable("n05", reason: "timed out"),
            ])
    }

    @Test("within the budget they are bystanders, left out, and count as down")
    func within() throws {
        let answer = planning(hosts(10), policy: policy(allowing: 2), except: ["n02": gone, "n05": gone])
        let plan = try #require(answer.plan)
        #expect(plan.bystanders.map(\.host.id) == ["n02", "n05"])
        #expect(plan.bystanders.allSatisfy { $0.reason == .unreachable("timed out") })
        #expect(plan.phases[0].coveredNodes == 8)
        // 8/10 are up: one more may go, 7/10; a second would leave 6/10.
        #expect(plan.phases[0].batches.allSatisfy { $0.count == 1 })
        #expect(plan.phases[0].worstQuorum == QuorumFigures(total: 10, online: 8, after: 7))
    }

    @Test("within the budget but with too much power down already, nothing may go")
    func tooMuchDown() {
        let answer = planning(
            hosts(4), policy: policy(allowing: 1), except: ["n04": gone])
        #expect(answer.refusals.count == 3)
        #expect(answer.refusals.first == .quorum("n01", QuorumFigures(total: 4, online: 3, after: 2)))
    }
}
