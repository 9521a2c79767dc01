import FleetModel

/// Packs hosts, in their order, into batches that quorum allows.
struct BatchPacker {
    let quorum: QuorumGuard
    /// Online when nothing of ours is down.
    let online: VotingPower

    struct Packed {
        var batches: [[HostID]] = []
        var worst: QuorumFigures
        /// Hosts which may not go down even alone.
        var stuck: [(HostID, QuorumFigures)] = []
    }

    /// A host that may not go down even alone gets a batch of its own and is named in `stuck`.
    func pack(_ hosts: [Host], limit: Int) -> Packed {
        var packed = Packed(worst: QuorumFigures(total: quorum.total, online: online, after: online))
        var batch: [HostID] = []
        var left = online
        for host in hosts {
            if batch.count >= limit || !isAllowed(host, online: left) {
                if !batch.isEmpty { packed.batches.append(batch) }
                batch = []
                left = online
            }
            if case .refused(let figures) = verdict(host, online: left) { packed.stuck.append((host.id, figures)) }
            batch.append(host.id)
            left = left - host.votingPower
            if left < packed.worst.after {
                packed.worst = QuorumFigures(total: quorum.total, online: online, after: left)
            }
        }
        if !batch.isEmpty { packed.batches.append(batch) }
        return packed
    }

    private func verdict(_ host: Host, online: VotingPower) -> QuorumVerdict {
        quorum.mayGoDown(power: host.votingPower, standing: .up, online: online)
    }

    private func isAllowed(_ host: Host, online: VotingPower) -> Bool {
        if case .allowed = verdict(host, online: online) { true } else { false }
    }
}
