public import FleetModel

extension Plan {
    /// The plan's hosts in the fewest batches that quorum allows when every node is up.
    public var packedByQuorum: [[HostID]] {
        BatchPacker(quorum: QuorumGuard(total: totalPower), online: totalPower)
            .pack(hosts.map(\.host), limit: hosts.count).batches
    }
}
