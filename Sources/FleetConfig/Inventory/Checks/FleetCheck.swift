internal import FleetModel
internal import YAML

/// What reads well and will be in the way of a rollout.
struct FleetCheck {
    private let fleet: Fleet
    private let marks: [HostID: SourceMark]

    /// Hosts that have no release to go back to.
    private let withoutWayBack: Set<HostID>

    init(_ reader: FleetReader, _ withoutWayBack: Set<HostID>) {
        fleet = reader.fleet
        self.withoutWayBack = withoutWayBack
        marks = reader.members
    }

    /// Each network by itself: what one has says nothing of another.
    func report(_ findings: inout Findings) {
        for network in fleet.networks {
            let hosts = fleet.hosts(of: network.id)
            guard let first = hosts.compactMap({ marks[$0.id] }).min() else { continue }
            if !hosts.contains(where: \.isCanary) {
                findings.warning(
                    "no host of \(network.id) is a canary", at: first,
                    hint: "put one into the group 'canary': it is changed first")
            }
            for host in hosts where withoutWayBack.contains(host.id) {
                findings.warning(
                    "\(quoted(host.id.rawValue)) has no previous release, as far as the ledger knows",
                    at: marks[host.id] ?? first, hint: "cjctl rollback --emergency would leave it out")
            }
            power(of: network, hosts.filter { $0.role == .validator }, first, &findings)
        }
    }

    /// The chain keeps more than two thirds only while less than one third is down.
    private func power(
        of network: Network, _ validators: [Host], _ first: SourceMark, _ findings: inout Findings
    ) {
        let inside = validators.reduce(0) { $0 + $1.votingPower.units }
        let whole = inside + network.outsidePower.units
        guard whole > 0 else {
            return findings.warning(
                "no validator of \(network.id) is known", at: first,
                hint: "name its validators, or state their power: cj_network_outside_power")
        }
        let heavy = validators.filter { $0.votingPower.units * 3 >= whole }
        if heavy.count == validators.count, !validators.isEmpty {
            findings.warning(
                "no validator of \(network.id) may go down: each holds a third or more of \(whole)", at: first,
                hint: "a rollout needs --waive quorum=REASON, and stops the chain for as long as a restart takes")
        } else {
            for host in heavy {
                findings.warning(
                    "\(quoted(host.id.rawValue)) holds \(host.votingPower) of \(whole) and may not go down",
                    at: marks[host.id] ?? first,
                    hint: "more than two thirds of the voting power must stay; see --waive quorum=REASON")
            }
        }
        guard validators.contains(where: { $0.signingKey != nil }) else { return }
        for host in validators where host.signingKey == nil {
            findings.warning(
                "\(quoted(host.id.rawValue)) has no cj_signing_key, other validators of \(network.id) have one",
                at: marks[host.id] ?? first, hint: "without it a second signer is not noticed")
        }
    }
}
