import FleetModel

/// What all nodes of a network share in their templates.
struct FleetValues: Sendable {
    let shared: [String: ConfigurationValue.Content]
    let absent: [String: String]
    let binary: String
    /// The one shared library of the release, where there is one.
    let library: String?
    private let hosts: [Host]
    private let places: [HostID: Int]

    /// - Parameter hosts: every node of the network, in any order.
    init(network: NetworkID, hosts: [Host], outsidePower: VotingPower, release: Release, service: Service) {
        self.hosts = hosts.sorted { $0.id < $1.id }
        places = Dictionary(self.hosts.enumerated().map { ($1.id, $0) }) { first, _ in first }
        binary = service.binary
        let libraries = release.files.map(\.name).filter { $0.hasSuffix(".so") || $0.contains(".so.") }
        library = libraries.count == 1 ? libraries[0] : nil
        let validators = self.hosts.filter { $0.votingPower > .zero }
        let total = self.hosts.reduce(outsidePower) { $0 + $1.votingPower }
        var shared: [String: ConfigurationValue.Content] = [
            "network": .text(network.rawValue), "release": .text(release.name.rawValue),
            "total_power": .text("\(total)"),
            "validator_names": .list(validators.map(\.id.rawValue)),
        ]
        var absent: [String: String] = [:]
        if let version = release.name.version {
            shared["version"] = .text(version)
        } else {
            absent["version"] = "the release's name holds none"
        }
        if let unstated = validators.first(where: { $0.signingKey == nil }) {
            absent["validators"] = "the inventory does not say cj_signing_key of \(unstated.id)"
        } else {
            shared["validators"] = .list(
                validators.compactMap { host in host.signingKey.map { "\(host.id)=\($0.rawValue)" } })
        }
        self.shared = shared
        self.absent = absent
    }

    /// Whom a node asks first: everybody else in a small network, a spread of them in a large one.
    func peers(of host: Host) -> [Host] {
        guard hosts.count - 1 > NodeValues.maximumPeers, let own = places[host.id] else {
            return hosts.filter { $0.id != host.id }
        }
        var chosen: Set<Int> = []
        var distance = 1
        while distance < hosts.count, chosen.count < NodeValues.maximumPeers {
            for step in [distance, hosts.count - distance] where chosen.count < NodeValues.maximumPeers {
                chosen.insert((own + step) % hosts.count)
            }
            distance *= 2
        }
        chosen.remove(own)
        return chosen.sorted().map { hosts[$0] }
    }
}
