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

    /// How things stand with a network.
    struct Standing {
        /// The run that has not ended; else the newest that changed anything; else the newest.
        let state: RunState
        /// A newer run that was refused. It never hides another.
        let refused: RunState?
    }

    /// The run of a network that says how things stand.
    func newest(of network: NetworkID) async throws(LedgerFailure) -> RunState? {
        try await standing(of: network)?.state
    }

    func standing(of network: NetworkID) async throws(LedgerFailure) -> Standing? {
        var candidates: [RunState] = []
        for run in try await ledger.runs().prefix(Self.maximumRuns) {
            guard let state = try await state(of: run), state.plan.network == network else { continue }
            candidates.append(state)
            if state.ended == nil { break }
        }
        return Self.standing(candidates)
    }

    /// Of every network that the ledger knows, the one with the newest run first.
    func standings() async throws(LedgerFailure) -> [Standing] {
        var (networks, candidates): ([NetworkID], [NetworkID: [RunState]]) = ([], [:])
        for run in try await ledger.runs().prefix(Self.maximumRuns) {
            guard let state = try await state(of: run) else { continue }
            let network = state.plan.network
            if candidates[network] == nil { networks.append(network) }
            candidates[network, default: []].append(state)
        }
        return networks.compactMap { candidates[$0].flatMap(Self.standing) }
    }

    /// - Parameter runs: of one network, newest first.
    private static func standing(_ runs: [RunState]) -> Standing? {
        let told =
            runs.first { $0.ended == nil } ?? runs.first { $0.ended?.outcome != .refused } ?? runs.first
        guard let told else { return nil }
        let refused = runs.first.flatMap { $0.id != told.id && $0.ended?.outcome == .refused ? $0 : nil }
        return Standing(state: told, refused: refused)
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
