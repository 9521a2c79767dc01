internal import FleetModel
internal import YAML

/// What the networks of an inventory hold outside of it: `cj_network_outside_power`, or what the project states.
enum NetworkPowers {
    /// The networks that hosts name. Where a network's hosts say different figures, or the project does, it is an error:
    /// the quorum hangs on it.
    static func networks(
        of hosts: [Host], _ variables: [HostID: [String: Field]], statedByProject: [Network], _ findings: inout Findings
    ) -> [Network] {
        var said: [NetworkID: (field: Field, power: UInt64)] = [:]
        for host in hosts {
            guard let field = variables[host.id]?[InventoryVariable.networkOutsidePower.rawValue],
                let power = findings.number(field, in: 0...PowerSum.maximum)
            else { continue }
            if let known = said[host.network], known.power != power {
                findings.error(
                    "\(host.network) has an outside power of \(power) with host \(quoted(host.id.rawValue)) and of "
                        + "\(known.power) \(known.field.mark.seen(from: field.mark))",
                    at: field.mark, hint: "say it once, in the vars of the group that is the network")
            } else if said[host.network] == nil {
                said[host.network] = (field, power)
            }
        }
        let stated = Dictionary(statedByProject.map { ($0.id, $0) }) { first, _ in first }
        return Set(hosts.map(\.network)).sorted().map { id in
            guard let (field, power) = said[id] else { return stated[id] ?? Network(id: id, outsidePower: .zero) }
            if let stated = stated[id], stated.outsidePower.units != power {
                findings.error(
                    "\(id) has an outside power of \(power) here and of \(stated.outsidePower) in cjctl.yaml",
                    at: field.mark, hint: "keep one of the two")
            }
            return Network(id: id, outsidePower: VotingPower(clamping: power))
        }
    }
}
