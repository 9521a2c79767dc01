public import FleetModel

extension Plan {
    /// The power of nodes that could not be reached when the plan was made.
    var powerKnownDown: VotingPower {
        bystanders.filter(\.isDown).reduce(VotingPower.zero) { $0 + $1.host.votingPower }
    }

    /// The plan's hosts in the fewest batches that quorum allows when every node is up that could be reached.
    public var packedByQuorum: [[HostID]] {
        BatchPacker(quorum: QuorumGuard(total: totalPower), online: totalPower - powerKnownDown)
            .pack(hosts.map(\.host), limit: hosts.count).batches
    }
}
