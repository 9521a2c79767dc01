internal import FleetModel
internal import YAML

/// Voting power added up without a clamp: a sum that was cut would make a quorum look safer than it is.
enum PowerSum {
    /// The most that one side, the hosts of a network or what is outside the inventory, may hold; both together stay
    /// within `VotingPower.maximum`.
    static let maximum = VotingPower.maximum / 2

    /// Finds networks whose hosts hold more.
    static func check(_ hosts: [Host], _ variables: [HostID: [String: Field]], _ findings: inout Findings) {
        var sums: [NetworkID: UInt64] = [:]
        for host in hosts {
            let sum = (sums[host.network] ?? 0) + host.votingPower.units
            sums[host.network] = min(sum, maximum)
            if sum > maximum, let field = variables[host.id]?[InventoryVariable.votingPower.rawValue] {
                findings.error(
                    "the validators of \(host.network) hold more than \(maximum) with \(quoted(host.id.rawValue))",
                    at: field.mark, hint: "state voting power in a larger unit")
            }
        }
    }
}
