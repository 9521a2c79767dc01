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

    /// What looking at the hosts amounts to.
    struct Found {
        /// Nil when no host has to move.
        let plan: Plan?
        let leftOut: [Planner.LeftOut]
        /// Hosts that are held by a process which neither this ledger knows nor a person has named.
        let held: [(host: HostID, holder: FenceHolder)]
    }

    /// Looks at every host, proves the release to go back to there, and plans.
    func plan(hosts: [Host], waivers: [Waiver]) async throws(CommandFailure) -> Found {
        let making = PlanMaking(site: site, ledger: ledger)
        let survey = FleetSurvey(
            remote: try making.remote(), environment: context.workshop.environment, service: site.project.service)
        let ways = self.ways
        context.output.say("looking at \(hosts.count) hosts of \(network.id) …")
        let observed = await survey.observe(hosts, release: nil) { host in ways[host].map { [$0.digest] } ?? [] }
        let planner = Planner(
            network: network, service: site.project.service, policy: policy, waivers: waivers)
        let (plan, leftOut) = planner.emergencyRollback(
            hosts: hosts, observed: observed, files: try files(observed), takingOver: before
        ) { host, seen in
            ways[host] ?? seen.previous.flatMap { $0 == seen.current ? nil : $0 }
        } configuration: { host, seen in
            ConfigurationWayBack.change(of: host, seen, before: before, isByLedger: ways[host] != nil)
        }
        return Found(plan: plan, leftOut: leftOut, held: try await heldByOthers(observed))
    }

    private func heldByOthers(
        _ observed: [HostID: Result<ObservedHost, Unreachable>]
    ) async throws(CommandFailure) -> [(host: HostID, holder: FenceHolder)] {
        // A host that has undone its change by itself gives its fence to whoever comes next.
        let known = Set(try await takeable.map(\.rawValue) + ["deadman"])
        return observed.sorted { $0.key < $1.key }.compactMap { host, seen in
            guard case .held(let holder)? = try? seen.get().fence, !known.contains(holder.process) else { return nil }
            return (host, holder)
        }
    }

    /// The run that this rollback takes over from.
    private var superseded: RunID? { before.flatMap { $0.ended == nil ? $0.id : nil } }

    /// Processes whose fences may be taken.
    private var takeable: [Nonce] {
        get async throws(CommandFailure) {
            let replaceable = try await CommandFailure.ofLedger { () async throws(LedgerFailure) in
                try await RunHistory(ledger: ledger).replaceableProcesses(takingOver: superseded)
            }
            return replaceable.values.flatMap(\.self) + (try context.arguments.processesToTakeOver)
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
        let planned = RunPlanned(
            plan: plan, planDigest: try PlanMaking.digest(of: plan), by: context.user, supersedes: superseded)
        let superseding = superseded.map { run in
            let ended = RunEnded(outcome: .superseded, reason: "emergency rollback \(id)")
            return LedgerEntry(run: run, records: [.runEnded(ended)])
        }
        guard let phase = plan.phases.first?.name else { throw CommandFailure(.failed, "the plan has no phase") }
        return try await Controller(site: site, ledger: ledger).run(
            id, through: phase, before: [.runPlanned(planned)],
            takingOver: try await takeable,
            superseding: [superseding].compactMap(\.self))
    }
}
