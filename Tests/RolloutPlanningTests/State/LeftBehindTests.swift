import FleetModel
import Testing

@testable import RolloutPlanning

/// Three hosts to change, one that could not be reached.
@Suite("hosts that a run leaves behind")
struct LeftBehindTests {
    private func run(_ records: [RolloutRecord]) throws -> RunState {
        let policy = RolloutPolicy.test(
            [("canary", 1, 1), ("full", 100, 1)], budget: FailureBudget(failedHosts: 3, unreachableHosts: 1))
        let answer = planning(hosts(8), policy: policy, except: ["n08": .failure(Unreachable(reason: "no route"))])
        let plan = try #require(answer.plan)
        let planned = RolloutRecord.runPlanned(
            RunPlanned(plan: plan, planDigest: new.digest, by: "test", supersedes: nil))
        return try #require(RunState(id: "run", records: [planned] + records))
    }

    private func closed(_ host: HostID, _ end: HostEnd) -> RolloutRecord {
        .hostClosed(HostClosed(host: host, end: end))
    }

    private func ended(_ outcome: RunOutcome) -> RolloutRecord { .runEnded(RunEnded(outcome: outcome, reason: "x")) }

    private var mixed: [RolloutRecord] {
        [
            closed("n01", .committed), closed("n02", .reverted(reason: "broke")),
            closed("n03", .untouched(reason: "full disk")),
        ]
    }

    @Test("they are named with their reasons, those that were left out of the plan too")
    func named() throws {
        let expected = [
            LeftBehind(host: "n02", reason: .reverted("broke")),
            LeftBehind(host: "n03", reason: .untouched("full disk")),
            LeftBehind(host: "n08", reason: .unreachable("no route")),
        ]
        #expect(try run(mixed).leftBehind == expected)
        #expect(try run(mixed + [ended(.completed)]).leftBehind == expected)
    }

    @Test("nobody is behind a run that has gone back or was refused", arguments: [RunOutcome.rolledBack, .refused])
    func goneBack(_ outcome: RunOutcome) throws {
        #expect(try run(mixed + [ended(outcome)]).leftBehind.isEmpty)
        #expect(try run(mixed + [.runTurned(RunTurned(reason: "x"))]).leftBehind.isEmpty)
    }

    @Test("of a completed run every host is measured by its release, also those it left behind")
    func completed() throws {
        let state = try run(mixed + [ended(.completed)])
        for host in ["n01", "n02", "n03", "n08"] as [HostID] {
            #expect(state.expectation(of: host) == .release(new.reference), "\(host)")
        }
        #expect(state.expectation(of: "elsewhere") == .nothing)
    }

    @Test("in the middle of a run each host is measured by what the run has made of it so far")
    func underWay() throws {
        let stop = StepIntended(host: "n04", step: .stop, nonce: "s", token: 1, quorum: nil, ground: nil)
        let state = try run(mixed + [.stepIntended(stop)])
        #expect(state.expectation(of: "n01") == .release(new.reference))
        for host in ["n02", "n03", "n05"] as [HostID] {
            #expect(state.expectation(of: host) == .release(old.reference), "\(host)")
        }
        #expect(state.expectation(of: "n04") == .changing)
        #expect(state.expectation(of: "n08") == .nothing)
    }
}
