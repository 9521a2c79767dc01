/// The hosts of an inventory and the networks they belong to. Hosts are in order of their ids, so that nothing depends on
/// the order of files.
public struct Fleet: Sendable, Equatable {
    public let hosts: [Host]
    public let networks: [Network]

    /// Hosts are sorted; of two with one id the first is kept (a reader of files reports the second).
    public init(hosts: [Host], networks: [Network]) {
        var seen: Set<HostID> = []
        self.hosts = hosts.filter { seen.insert($0.id).inserted }.sorted { $0.id < $1.id }
        self.networks = networks.sorted { $0.id < $1.id }
    }

    public func hosts(of network: NetworkID) -> [Host] { hosts.filter { $0.network == network } }
    public func network(_ id: NetworkID) -> Network? { networks.first { $0.id == id } }
}

/// One chain.
public struct Network: Sendable, Codable, Equatable {
    public let id: NetworkID
    /// Voting power of validators which are not in the inventory, taken as stated. It counts towards the whole, and as up:
    /// who knows it to be down states less.
    public let outsidePower: VotingPower

    public init(id: NetworkID, outsidePower: VotingPower) {
        self.id = id
        self.outsidePower = outsidePower
    }
}
