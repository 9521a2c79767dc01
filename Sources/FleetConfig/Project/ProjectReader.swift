internal import FleetModel
internal import YAML

/// Reads `cjctl.yaml`. Paths are kept as written: those that are not absolute start in the project's folder.
public enum ProjectReader {
    /// The most networks that a project may state.
    public static let maximumNetworks = 100

    private static let keys = [
        "inventory", "playbook", "ledger", "releases", "release", "service", "networks", "signatures", "ssh",
    ]
    private static let explained = Dictionary(
        uniqueKeysWithValues: ["install_root", "state_dir"].map { ($0, "it stands below service:") }
            + ["phases", "deadlines", "budget"].map { ($0, "it stands in a playbook") })

    /// The project in `bytes`, or everything that is wrong with them.
    ///
    /// - Parameter file: the name that diagnostics carry.
    public static func read(_ bytes: [UInt8], file: String) -> Diagnosed<Project> {
        var findings = Findings()
        guard let root = YAMLText.root(bytes, file: file, &findings),
            let fields = Fields(root, of: "a project", keys: keys, explained: explained, &findings)
        else { return Diagnosed(nil, findings) }
        func path(_ name: String, _ standard: String) -> String? {
            fields[name].map { findings.localPath($0) } ?? standard
        }
        let inventory = path("inventory", Project.Standard.inventory)
        let playbook = path("playbook", Project.Standard.playbook)
        let ledger = path("ledger", Project.Standard.ledger)
        let releases = path("releases", Project.Standard.releases)
        let release = fields["release"].flatMap { findings.identifier($0, as: ReleaseName.self) }
        let networks = readNetworks(fields["networks"], &findings)
        let signatures = fields["signatures"].flatMap { SignatureDemandReader.read($0, &findings) }
        let ssh = fields["ssh"].map { SSHLimitsReader.read($0, &findings) } ?? .standard
        guard let field = fields["service"] else {
            findings.error(
                "a project has a service, this one has none", at: root.mark,
                hint: "service: {name: coinjectured, manager: systemd}")
            return Diagnosed(nil, findings)
        }
        let service = ServiceReader.read(field, &findings)
        guard let inventory, let playbook, let ledger, let releases, let service, let ssh else {
            return Diagnosed(nil, findings)
        }
        return Diagnosed(
            Project(
                inventory: inventory, playbook: playbook, ledger: ledger, releases: releases, release: release,
                service: service.service, installRoot: service.installRoot, stateDirectory: service.stateDirectory,
                networks: networks, signatures: signatures, ssh: ssh), findings)
    }

    private static func readNetworks(_ field: Field?, _ findings: inout Findings) -> [Network] {
        guard let field, !field.node.isNull else { return [] }
        guard case .mapping(let pairs) = field.node.kind else {
            findings.error(
                "networks is \(field.node.kindName); a mapping is expected", at: field.mark,
                hint: "networks: {my-chain: {outside_power: 0}}")
            return []
        }
        guard pairs.count <= maximumNetworks else {
            findings.error("\(pairs.count) networks; at most \(maximumNetworks) are read", at: field.mark)
            return []
        }
        var networks: [Network] = []
        for pair in pairs where !findings.refuseMerge(pair) {
            let id = findings.identifier(
                Field(name: "a network's id", keyMark: pair.key.mark, node: pair.key), as: NetworkID.self)
            let fields = Fields(pair.value, of: "network \(quoted(pair.name))", keys: ["outside_power"], &findings)
            let stated = fields?["outside_power"]
            let power = stated.map { findings.number($0, in: 0...PowerSum.maximum) } ?? 0
            if let id, let power { networks.append(Network(id: id, outsidePower: VotingPower(clamping: power))) }
        }
        return networks.sorted { $0.id < $1.id }
    }
}
