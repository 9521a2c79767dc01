import FleetModel
import Testing

@testable import RolloutPlanning

func host(_ name: String) throws -> HostID { try #require(HostID(rawValue: name)) }

/// A run of the sample fleet, with what is recorded of it beside its plan.
struct SampleRun {
    let plan: Plan
    private let digest: Digest

    init(unreachable: [String] = []) throws {
        let budget = FailureBudget(failedHosts: 1, unreachableHosts: unreachable.count)
        let fleet = try SampleFleet(
            policy: RolloutPolicy(phases: RolloutPolicy.standard.phases, deadlines: .standard, budget: budget))
        plan = try fleet.plan(
            Dictionary(
                uniqueKeysWithValues: try unreachable.map {
                    (try host($0), .failure(Unreachable(reason: "no route")))
                }))
        digest = fleet.new.digest
    }

    private init(plan: Plan, digest: Digest) {
        self.plan = plan
        self.digest = digest
    }

    /// Every host from the new release back to the old one.
    static func emergency(count: Int = 10) throws -> SampleRun {
        let fleet = try SampleFleet(count: count)
        let seen = fleet.seen()
        let there = ObservedHost(
            current: fleet.new.reference, previous: seen.current, verified: [fleet.old.digest], damaged: [:],
            process: 1, runningRelease: fleet.new.digest, runningBinary: nil, freeBytes: 0, missingTools: [],
            fence: .free(token: 0))
        let observed = fleet.hosts.map { ($0.id, Result<ObservedHost, Unreachable>.success(there)) }
        let answer = fleet.planner.emergencyRollback(
            hosts: fleet.hosts, observed: Dictionary(uniqueKeysWithValues: observed), files: fleet.old
        ) { _, _ in fleet.old.reference }
        return SampleRun(plan: try #require(answer.plan), digest: fleet.old.digest)
    }

    func state(_ records: [RolloutRecord] = [], through goal: String = "full") throws -> RunState {
        let through = plan.phases.first { $0.name.rawValue == goal } ?? plan.phases.first
        let process = try #require(Nonce(rawValue: "p1"))
        let started = RunStarted(process: process, through: try #require(through).name, by: "ops")
        let planned = RunPlanned(plan: plan, planDigest: digest, by: "ops", supersedes: nil)
        let opening: [RolloutRecord] = [.runPlanned(planned), .runStarted(started)]
        let id = try #require(RunID(rawValue: "run-1"))
        return try #require(RunState(id: id, records: opening + records))
    }

    func everyHost(_ end: HostEnd) -> [RolloutRecord] {
        plan.hosts.map { .hostClosed(HostClosed(host: $0.id, end: end)) }
    }

    func completedWithoutHost6() throws -> RunState {
        let failed = HostClosed(host: try host("val-06"), end: .reverted(reason: "fell over"))
        let ended = RunEnded(outcome: .completed, reason: "every phase passed")
        return try state(everyHost(.committed) + [.hostClosed(failed), .runEnded(ended)])
    }
}
