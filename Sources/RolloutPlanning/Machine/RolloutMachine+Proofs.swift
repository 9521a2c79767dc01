import FleetModel

/// What one process knows of the stores on the hosts: a proof of days ago is none.
struct StoreProofs: Sendable {
    var proven: Set<HostID> = []
    /// Hosts whose store was found to differ, and how.
    var failed: [HostID: String] = [:]
}

extension RolloutMachine {
    /// True when the store of every host that `phase` has still to change was proven by this process.
    ///
    /// Staging may be days ago. A byte that has flipped since is found on all hosts of the phase before the first of them is
    /// stopped; each stop proves its own host once more.
    mutating func hasProvenStores(of phase: PlannedPhase, at now: Moment) -> Bool {
        let unproven = phase.hosts.filter(needsProof)
        guard !unproven.isEmpty else { return true }
        for host in unproven where proofs.failed[host] == nil { drive(host, at: now) }
        guard ending == nil, unproven.allSatisfy({ proofs.failed[$0] != nil }) else { return false }
        refuseDamagedStores()
        return false
    }

    func needsProof(_ host: HostID) -> Bool {
        guard state.plan.purpose == .upgrade, let progress = state.hosts[host] else { return false }
        return progress.isOpen && !progress.isTouched && !proofs.proven.contains(host)
    }

    /// Nothing has happened in this phase, so nothing is lost: with the store mended the same command goes on.
    private mutating func refuseDamagedStores() {
        let reason = proofs.failed.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "; ")
        if !state.hasTouchedHosts { return refuse(reason) }
        if hasActed { hold(reason) } else { finish(.refused(reason: reason)) }
    }
}
