import Arguments
import FleetConfig
import FleetModel
import RolloutEngine
import RolloutPlanning

/// Plans and performs the way back of a network.
struct EmergencyRollback {
    let site: Site
    let ledger: any Ledger
    let network: Network
    /// The newest run: what it changed is what goes back.
    let before: RunState?

    private var context: CommandContext { site.context }

    /// Looks at every host, proves the release to go back to there, and plans.
    func plan(
        hosts: [Host], waivers: [Waiver]
    ) async throws(CommandFailure) -> (plan: Plan?, leftOut: [Planner.LeftOut]) {
        let making = PlanMaking(site: site, ledger: ledger)
        let survey = FleetSurvey(
            remote: try making.remote(), environment: context.workshop.environment, service: site.project.service)
        let ways = self.ways
        context.output.say("looking at \(hosts.count) hosts of \(network.id) …")
        let observed = await survey.observe(hosts, release: nil) { host in ways[host].map { [$0.digest] } ?? [] }
        let planner = Planner(
            network: network, service: site.project.service, policy: policy, waivers: waivers)
        return planner.emergencyRollback(
            hosts: hosts, observed: observed, files: try files(observed), takingOver: before
        ) { host, seen in
            ways[host] ?? seen.previous.flatMap { $0 == seen.current ? nil : $0 }
        }
    }

    /// The deadlines of the run that goes back; no playbook has to be found at such a time.
    private var policy: RolloutPolicy {
        RolloutPolicy(
            phases: [], deadlines: before?.plan.deadlines ?? .standard, budget: before?.plan.budget ?? .none)
    }

    /// What the ledger knows of where each host came from; a rollback that is taken up again keeps its own targets.
    private var ways: [HostID: ReleaseReference] {
        guard let before else { return [:] }
        var ways: [HostID: ReleaseReference] = [:]
        for host in before.plan.hosts { ways[host.id] = before.plan.purpose == .upgrade ? host.from : host.to }
        if before.plan.purpose == .emergencyRollback {
            for bystander in before.plan.bystanders where bystander.reason == .alreadyThere {
                ways[bystander.host.id] = before.plan.release.reference
            }
        }
        return ways
    }

    /// A rollback sends no file; the plan only names the release that most hosts go back to.
    private func files(_ observed: [HostID: Result<ObservedHost, Unreachable>]) throws(CommandFailure) -> Release {
        let seen = observed.sorted { $0.key < $1.key }.compactMap { try? $0.value.get().previous }
        let known = before?.plan.hosts.first.flatMap { ways[$0.id] } ?? seen.first
        guard let known else {
            throw CommandFailure(
                .refused, "no release to go back to is known, in the ledger or on a host; nothing was changed")
        }
        return Release(name: known.name, files: [], digest: known.digest)
    }

    func perform(_ plan: Plan) async throws(CommandFailure) -> (ending: Ending, state: RunState) {
        let id = try OpenRun.makeID(context)
        let superseded = before.flatMap { $0.ended == nil ? $0.id : nil }
        let planned = RunPlanned(
            plan: plan, planDigest: try PlanMaking.digest(of: plan), by: context.user, supersedes: superseded)
        let superseding = superseded.map { run in
            let ended = RunEnded(outcome: .superseded, reason: "emergency rollback \(id)")
            return LedgerEntry(run: run, records: [.runEnded(ended)])
        }
        let ledger = ledger
        let replaceable = try await CommandFailure.ofLedger { () async throws(LedgerFailure) in
            try await RunHistory(ledger: ledger).replaceableProcesses(takingOver: superseded)
        }
        guard let phase = plan.phases.first?.name else { throw CommandFailure(.failed, "the plan has no phase") }
        return try await Controller(site: site, ledger: ledger).run(
            id, through: phase, before: [.runPlanned(planned)],
            takingOver: replaceable.values.flatMap(\.self) + (try context.arguments.processesToTakeOver),
            superseding: [superseding].compactMap(\.self))
    }
}
