import FleetModel
import Testing

@testable import RolloutPlanning

@Suite("releases in use, by the ledger")
struct ReleasesInUseTests {
    private func run(_ id: RunID, from old: Release, to new: Release, _ records: [RolloutRecord]) throws -> RunState {
        let fleet = hosts(2)
        let observed = Dictionary(
            uniqueKeysWithValues: fleet.map {
                ($0.id, Result.success(.seen(current: old.reference)) as Result<ObservedHost, Unreachable>)
            })
        let answer = Planner(
            network: Network(id: testNetwork, outsidePower: 5), service: testService, policy: .fourPhases, waivers: []
        ).upgrade(to: new, hosts: fleet, observed: observed) { _ in true }
        guard case .plan(let plan) = answer else { throw CancellationError() }
        let planned = RolloutRecord.runPlanned(
            RunPlanned(plan: plan, planDigest: new.digest, by: "test", supersedes: nil))
        return try #require(RunState(id: id, records: [planned] + records))
    }

    private let ended = RolloutRecord.runEnded(RunEnded(outcome: .completed, reason: ""))

    private func committed(_ host: HostID) -> RolloutRecord { .hostClosed(HostClosed(host: host, end: .committed)) }

    @Test("what was committed is installed, what was there before is the way back")
    func settled() throws {
        let uses = ReleasesInUse([try run("r1", from: old, to: new, [committed("n01"), committed("n02"), ended])])
        #expect(uses.installed == [new.name: ["n01", "n02"]])
        #expect(uses.previous == [old.name: ["n01", "n02"]])
        #expect(!uses.isInUse("v1.0.0") && !uses.isEmpty)
    }

    @Test("of a host that a newer run has committed, an older run says nothing more")
    func older() throws {
        let oldest = release("v2.0.0")
        let runs = [
            try run("r2", from: old, to: new, [committed("n01"), committed("n02"), ended]),
            try run("r1", from: oldest, to: old, [committed("n01"), committed("n02"), ended]),
        ]
        #expect(!ReleasesInUse(runs).isInUse(oldest.name))
    }

    @Test("of a host that a run has left, both releases and what older runs say stay in use")
    func unsettled() throws {
        let oldest = release("v2.0.0")
        let runs = [
            try run("r2", from: old, to: new, [committed("n01"), ended]),
            try run("r1", from: oldest, to: old, [committed("n01"), committed("n02"), ended]),
        ]
        let uses = ReleasesInUse(runs)
        #expect(uses.installed[old.name]?.contains("n02") == true && uses.previous[new.name]?.contains("n02") == true)
        #expect(uses.previous[oldest.name] == ["n02"])
    }

    @Test("what a run under way is about is in use before any host has it")
    func underWay() throws {
        #expect(ReleasesInUse([try run("r1", from: old, to: new, [])]).isInUse(new.name))
        #expect(ReleasesInUse([]).isEmpty)
    }
}
