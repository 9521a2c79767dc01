internal import FleetModel
internal import YAML

/// Reads an inventory in Ansible's YAML form (docs: How to build your inventory).
///
/// Read as Ansible reads it: groups, children, ranges, and which of several values for a variable holds. Stricter in
/// three things, so that the order of a file never matters and nothing is passed over: two values at one level for one
/// variable are an error, a key that means nothing is one, and so is what would change how a host is reached in a way that
/// is not supported. Jinja is not evaluated: a value that is needed may not hold any.
public enum InventoryReader {
    /// The hosts and groups in `bytes`, or everything that is wrong with them.
    ///
    /// - Parameters:
    ///   - file: the name that diagnostics carry.
    ///   - defaults: what holds where the inventory says nothing.
    public static func read(
        _ bytes: [UInt8], file: String, defaults: InventoryDefaults
    ) -> Diagnosed<Inventory> {
        var findings = Findings()
        guard let root = YAMLText.root(bytes, file: file, &findings) else { return Diagnosed(nil, findings) }
        let scan = InventoryScan(root, &findings)
        guard !scan.isCutShort, let graph = GroupGraph(scan.groups, &findings),
            let members = InventoryMembers(scan, graph, &findings)
        else { return Diagnosed(nil, findings) }
        if members.sorted.isEmpty, !findings.hasErrors {
            findings.error("no host is named", at: root.mark, hint: "below a group: hosts:, and below it NAME:")
        }
        reportSharedNames(scan, members, &findings)
        let closures = members.closures()
        let variables = members.variables(closures)
        var reader = HostReader(defaults)
        var hosts: [Host] = []
        let canary = graph.index(of: canaryGroup)
        for member in members.sorted {
            let isInCanaryGroup = canary.map { closures[member.id]?.contains($0) ?? false } ?? false
            let host = reader.read(
                member, variables[member.id] ?? [:], isInCanaryGroup: isInCanaryGroup, &findings)
            if let host { hosts.append(host) }
        }
        reader.reportMissing(&findings)
        SamePlace(members.sorted, variables).check(hosts, &findings)
        PowerSum.check(hosts, variables, &findings)
        let networks = Set(hosts.map(\.network)).map { Network(id: $0, outsidePower: .zero) }
        return Diagnosed(
            Inventory(fleet: Fleet(hosts: hosts, networks: networks), groups: members.groups(closures)), findings)
    }

    /// Membership says the same as `cj_canary: true`.
    private static let canaryGroup = "canary"

    /// A name that is both a host and a group would make `--limit` mean two things.
    private static func reportSharedNames(
        _ scan: InventoryScan, _ members: InventoryMembers, _ findings: inout Findings
    ) {
        for group in scan.groups.values {
            guard let id = HostID(rawValue: group.name), let member = members.members[id] else { continue }
            let (first, second) = group.mark < member.mark ? ("group", "host") : ("host", "group")
            findings.error(
                "\(quoted(group.name)) names a \(second) here and a \(first) on line "
                    + "\(min(group.mark, member.mark).line)",
                at: max(group.mark, member.mark), hint: "give one of them another name")
        }
    }
}
