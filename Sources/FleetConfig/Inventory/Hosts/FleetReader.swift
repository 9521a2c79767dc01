internal import FleetModel
internal import YAML

/// Makes a fleet of a tree: every host with what holds for it, checked by itself and against the others.
struct FleetReader {
    /// A host whose name is a proper one.
    struct Member {
        let id: HostID
        let mark: SourceMark
    }

    let fleet: Fleet
    /// Every group with the hosts in it, its inner groups' included, in order of ids.
    let groups: [String: [HostID]]
    /// Where each host is named.
    let members: [HostID: SourceMark]

    /// Membership says the same as `cj_canary: true`.
    private static let canaryGroup = "canary"

    init(_ tree: InventoryTree, _ files: VariableFiles, _ defaults: InventoryDefaults, _ findings: inout Findings) {
        let closures = tree.closures()
        var effective = EffectiveVariables(tree, files, where: VariableScan.concerns)
        var reader = HostReader(defaults)
        var members: [Member] = []
        var variables: [HostID: [String: Field]] = [:]
        var hosts: [Host] = []
        var inGroups: [[HostID]] = Array(repeating: [], count: tree.graph.names.count)
        let canary = tree.graph.index(of: Self.canaryGroup)
        for index in tree.hosts.indices.sorted(by: { tree.hosts[$0].name < tree.hosts[$1].name }) {
            guard let id = HostID(rawValue: tree.hosts[index].name) else { continue }
            let member = Member(id: id, mark: tree.hosts[index].mark)
            let fields = effective.of(tree.hosts[index], in: closures[index])
            let isInCanaryGroup = canary.map { closures[index].contains($0) } ?? false
            if let host = reader.read(member, fields, isInCanaryGroup: isInCanaryGroup, &findings) {
                hosts.append(host)
            }
            members.append(member)
            variables[id] = fields
            for group in closures[index] { inGroups[group].append(id) }
        }
        reader.reportMissing(&findings)
        SamePlace(members, variables).check(hosts, &findings)
        PowerSum.check(hosts, variables, &findings)
        let networks = NetworkPowers.networks(of: hosts, variables, statedByProject: defaults.networks, &findings)
        fleet = Fleet(hosts: hosts, networks: networks)
        self.members = Dictionary(uniqueKeysWithValues: members.map { ($0.id, $0.mark) })
        groups = Dictionary(uniqueKeysWithValues: zip(tree.graph.names, inGroups))
    }
}
