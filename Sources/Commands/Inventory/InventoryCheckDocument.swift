import FleetConfig
import FleetModel

/// `cjctl inventory check --json`, version 1.
struct InventoryCheckDocument: Encodable {
    struct Finding: Encodable {
        /// `error` or `warning`.
        let severity: String
        let message: String
        var hint: String?
        var file: String?
        /// Both count from 1.
        var line: Int?
        var column: Int?
    }

    struct NetworkEntry: Encodable {
        let network: String
        let hosts: Int
        let validators: Int
        let votingPower: UInt64
        let outsidePower: UInt64
        let canaries: [String]
    }

    let version = 1
    let inventories: [String]
    let isGood: Bool
    let errors: Int
    let warnings: Int
    let findings: [Finding]
    /// Nil where an error leaves nothing to count.
    let hosts: Int?
    let networks: [NetworkEntry]?

    init(_ checked: Diagnosed<Inventory>, inventories: [String]) {
        self.inventories = inventories
        isGood = checked.value != nil
        errors = checked.diagnostics.count { $0.severity == .error }
        warnings = checked.diagnostics.count - errors
        findings = checked.diagnostics.map { found in
            Finding(
                severity: found.severity.rawValue, message: found.message, hint: found.hint,
                file: found.location?.file, line: found.location?.line, column: found.location?.column)
        }
        hosts = checked.value?.fleet.hosts.count
        networks = checked.value.map { inventory in
            inventory.fleet.networks.map { Self.entry(of: $0, in: inventory.fleet) }
        }
    }

    private static func entry(of network: Network, in fleet: Fleet) -> NetworkEntry {
        let hosts = fleet.hosts(of: network.id)
        let validators = hosts.filter { $0.role == .validator }
        return NetworkEntry(
            network: network.id.rawValue, hosts: hosts.count, validators: validators.count,
            votingPower: validators.reduce(VotingPower.zero) { $0 + $1.votingPower }.units,
            outsidePower: network.outsidePower.units, canaries: hosts.filter(\.isCanary).map(\.id.rawValue))
    }
}
