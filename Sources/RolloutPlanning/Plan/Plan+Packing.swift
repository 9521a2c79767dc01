public import FleetModel

extension Plan {
    /// The power of nodes that could not be reached when the plan was made.
    var powerKnownDown: VotingPower { powerKnownDown { _ in true } }

    /// The same of those for which `isStillSo` holds.
    func powerKnownDown(where isStillSo: (HostID) -> Bool) -> VotingPower {
        bystanders.filter { $0.isDown && isStillSo($0.host.id) }.reduce(VotingPower.zero) { $0 + $1.host.votingPower }
    }

    /// The plan's hosts in the fewest batches that quorum allows when every node is up that could be reached.
    public var packedByQuorum: [[HostID]] { packed.batches }

    /// Hosts that may not go down even alone while the chain goes on, when every node is up that could be reached.
    public var stuckByQuorum: [(host: HostID, figures: QuorumFigures)] {
        packed.stuck.map { (host: $0.0, figures: $0.1) }
    }

    private var packed: BatchPacker.Packed {
        BatchPacker(quorum: QuorumGuard(total: totalPower), online: totalPower - powerKnownDown)
            .pack(hosts.map(\.host), limit: hosts.count)
    }
}
