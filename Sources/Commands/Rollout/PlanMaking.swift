import Arguments
import CanonicalJSON
import Crypto
import FleetConfig
import FleetModel
import ReleaseStore
import RolloutEngine
import RolloutPlanning
import Screens

/// Looks at the fleet and makes a plan of what was asked for.
struct PlanMaking {
    let site: Site
    let ledger: any Ledger

    struct Made {
        let plan: Plan
        let digest: Digest
        /// Processes of ended runs whose fences still stand.
        let takingOver: [Nonce]
        /// What travels with the release; nil where the playbook leaves configurations alone.
        let configurations: MadeConfigurations?
    }

    private var context: CommandContext { site.context }

    func upgrade(of network: Network, hosts: [Host]) async throws(CommandFailure) -> Made {
        let proven = try await site.prove(try site.wantedRelease())
        let release = proven.release
        try await requireNotOlder(release, network.id)
        let policy = try policy()
        let survey = FleetSurvey(
            remote: try remote(), environment: context.workshop.environment, service: site.project.service)
        context.output.say("looking at \(hosts.count) hosts of \(network.id) …")
        let made = try await configurations(policy.configuration, proven, network, hosts)
        let observed = await survey.observe(hosts, release: release, configurations: made?.paths ?? [:])
        if let manifest = proven.manifest { try requireUpgradable(manifest, observed) }
        let replaceable = try await replaceableProcesses()
        let planner = Planner(
            network: network, service: site.project.service, policy: policy, waivers: try WaiveOption.values(context),
            configuration: made?.goal)
        let answer = planner.upgrade(to: release, hosts: hosts, observed: observed) { holder in
            RunID(rawValue: holder.run).flatMap { replaceable[$0] }?.contains { $0.rawValue == holder.process } == true
        }
        switch answer {
        case .refused(let refusals) where refusals == [.nothingToDo(release.name)]:
            throw nothingToDo(release.name, observed)
        case .refused(let refusals):
            throw CommandFailure(.refused, RefusalScreen(refusals, typed: context.typed).lines)
        case .plan(let plan):
            return Made(
                plan: plan, digest: try Self.digest(of: plan), takingOver: replaceable.values.flatMap(\.self),
                configurations: made)
        }
    }

    private func configurations(
        _ specification: ConfigurationSpecification?, _ proven: ProvenRelease, _ network: Network, _ hosts: [Host]
    ) async throws(CommandFailure) -> MadeConfigurations? {
        guard let specification else { return nil }
        let making = ConfigurationMaking(site: site)
        return try await making.make(
            try making.recipe(specification, proven), network: network, hosts: hosts, release: proven.release,
            service: site.project.service)
    }

    /// SHA-256 of the plan's canonical JSON.
    static func digest(of plan: Plan) throws(CommandFailure) -> Digest {
        do throws(CanonicalJSONError) {
            guard let digest = Digest(bytes: SHA256.hash(try CanonicalJSON.encode(plan))) else {
                preconditionFailure("SHA-256 gives 32 bytes")
            }
            return digest
        } catch {
            throw CommandFailure(.failed, "the plan cannot be written: \(error)")
        }
    }

    func remote() throws(CommandFailure) -> any Remote {
        try CommandFailure.ofPorts { () throws(LedgerFailure) in
            try context.workshop.makeRemote(
                releases: site.releasesFolder, configurations: [:], site.project.ssh)
        }
    }

    /// The sequence of releases never goes down, but back to one that the ledger records as committed.
    private func requireNotOlder(_ release: Release, _ network: NetworkID) async throws(CommandFailure) {
        let committed = try await CommandFailure.ofLedger { () async throws(LedgerFailure) in
            try await RunHistory(ledger: ledger).committedReleases(of: network)
        }
        guard let refusal = SequenceRule.refusal(of: release, committed: committed) else { return }
        throw CommandFailure(.refused, SequenceScreen(refusal, of: release).lines)
    }

    private func requireUpgradable(
        _ manifest: ReleaseManifest, _ observed: [HostID: Result<ObservedHost, Unreachable>]
    ) throws(CommandFailure) {
        let tooOld = observed.compactMap { host, seen -> String? in
            guard let current = try? seen.get().current, manifest.refusesUpgrade(from: current.name) else { return nil }
            return "\(host) has \(current.name)"
        }
        guard let from = manifest.fromVersion, !tooOld.isEmpty else { return }
        throw CommandFailure(
            .refused, "\(manifest.name) upgrades \(from) and newer; nothing was changed", facts: tooOld.sorted(),
            next: "take these nodes to \(from) first")
    }

    private func replaceableProcesses() async throws(CommandFailure) -> [RunID: [Nonce]] {
        try await CommandFailure.ofLedger { () async throws(LedgerFailure) in
            try await RunHistory(ledger: ledger).replaceableProcesses(takingOver: nil)
        }
    }

    /// The playbook's policy, with what the command line changes in it.
    private func policy() throws(CommandFailure) -> RolloutPolicy {
        let policy = try site.policy()
        guard let bake = try BakeOption.value(context) else { return policy }
        let phases = policy.phases.compactMap {
            PhaseSpecification(
                name: $0.name.rawValue, coverage: $0.coverage, bake: bake, batch: $0.batch, gates: $0.gates)
        }
        return RolloutPolicy(
            phases: phases, deadlines: policy.deadlines, budget: policy.budget, configuration: policy.configuration)
    }

    /// A node that could not be asked may run anything, whatever the playbook allows.
    private func nothingToDo(
        _ name: ReleaseName, _ observed: [HostID: Result<ObservedHost, Unreachable>]
    ) -> CommandFailure {
        let silent = observed.compactMap { host, seen -> LeftBehind? in
            guard case .failure(let failure) = seen else { return nil }
            return LeftBehind(host: host, reason: .unreachable(failure.reason))
        }
        guard !silent.isEmpty else { return CommandFailure(.asked, ["every node has \(name) already"]) }
        let lines = LeftBehindLines(silent.sorted { $0.host < $1.host })
        return CommandFailure(
            .held,
            ["every node that could be asked has \(name) already"] + lines.lines.map { "  \($0)" } + [
                "  next      mend \(lines.them), then \(context.typed.planning("plan"))"
            ])
    }
}

/// `--waive GUARD=REASON`.
enum WaiveOption {
    static func values(_ context: CommandContext) throws(CommandFailure) -> [Waiver] {
        var waivers: [Waiver] = []
        for text in context.arguments.values("--waive") {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard let name = parts.first, let guarded = WaivableGuard(rawValue: name), parts.count == 2 else {
                let known = WaivableGuard.allCases.map(\.rawValue).joined(separator: ", ")
                throw CommandFailure(.usage, "--waive needs GUARD=REASON; guards: \(known)")
            }
            waivers.append(Waiver(waives: guarded, reason: parts[1]))
        }
        return waivers
    }
}

/// `--bake D`: shortens (or lengthens) the bakes of a plan in the making.
enum BakeOption {
    static func value(_ context: CommandContext) throws(CommandFailure) -> TimeSpan? {
        guard let text = context.arguments.value("--bake") else { return nil }
        guard let span = TimeSpan(text) else {
            throw CommandFailure(.usage, "--bake '\(text)' is not a time such as 2h, 90s or 1h30m")
        }
        return span
    }
}
