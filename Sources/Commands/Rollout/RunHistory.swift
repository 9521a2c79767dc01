import Arguments
import FleetModel
import RolloutEngine
import RolloutPlanning

/// What the ledger knows of runs.
struct RunHistory {
    /// Runs looked through, newest first.
    static let maximumRuns = 200

    /// Runs asked for what they committed. An older release than those is not remembered, but a newer one always is.
    static let maximumRunsForSequence = 2000

    let ledger: any Ledger

    /// The run of a network that says how things stand: the one that has not ended; else the newest that changed anything;
    /// else the newest. A run that was refused never hides another.
    func newest(of network: NetworkID) async throws(LedgerFailure) -> RunState? {
        var candidates: [RunState] = []
        for run in try await ledger.runs().prefix(Self.maximumRuns) {
            guard let state = try await state(of: run), state.plan.network == network else { continue }
            if state.ended == nil { return state }
            candidates.append(state)
        }
        return candidates.first { $0.ended?.outcome != .refused } ?? candidates.first
    }

    func state(of run: RunID) async throws(LedgerFailure) -> RunState? {
        RunState(id: run, records: try await ledger.records(of: run))
    }

    /// Every release that a run has committed on a host of a network, newest run first.
    func committedReleases(of network: NetworkID) async throws(LedgerFailure) -> [CommittedRelease] {
        var releases: [CommittedRelease] = []
        for run in try await ledger.runs().prefix(Self.maximumRunsForSequence) {
            guard let state = try await state(of: run), state.plan.network == network else { continue }
            let targets = Set(state.plan.hosts.filter { state.hosts[$0.id]?.end == .committed }.map(\.to))
            for target in targets {
                let isPlans = target == state.plan.release.reference
                releases.append(
                    CommittedRelease(reference: target, sequence: isPlans ? state.plan.release.sequence : nil))
            }
        }
        return releases
    }

    /// The processes of runs of this ledger whose fences a new run may take: those that have ended, and one that it takes
    /// over from.
    func replaceableProcesses(takingOver: RunID?) async throws(LedgerFailure) -> [RunID: [Nonce]] {
        var processes: [RunID: [Nonce]] = [:]
        for run in try await ledger.runs().prefix(Self.maximumRuns) {
            guard let state = try await state(of: run), state.ended != nil || run == takingOver else { continue }
            processes[run] = state.processes
        }
        return processes
    }
}

extension RunState {
    /// The release that a host should run by what this run did to it.
    func expectedRelease(of host: HostID) -> ReleaseReference? {
        guard let planned = plan.hosts.first(where: { $0.id == host }) else {
            let isThere = plan.bystanders.contains { $0.host.id == host && $0.reason == .alreadyThere }
            return isThere ? plan.release.reference : nil
        }
        return hosts[host]?.end == .committed ? planned.to : planned.from
    }
}
