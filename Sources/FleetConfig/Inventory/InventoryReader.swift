public import FleetModel
internal import YAML

/// Reads an inventory in Ansible's YAML or INI form (docs: How to build your inventory).
///
/// Read as Ansible reads it: groups, children, ranges, `group_vars` and `host_vars`, and which of several values for a
/// variable holds. Stricter where the old way is unsafe: two values at one level for one variable are an error, a key
/// that means nothing is one, and so is what would change how a host is reached in a way that is not supported. Jinja is
/// not evaluated and nothing is decrypted: a value that is needed may not hold either.
public enum InventoryReader {
    /// The hosts and groups in `bytes`, or everything that is wrong with them.
    ///
    /// - Parameters:
    ///   - file: the name that diagnostics carry; its extension tells the form.
    ///   - defaults: what holds where the inventory says nothing.
    public static func read(
        _ bytes: [UInt8], file: String, defaults: InventoryDefaults
    ) -> Diagnosed<Inventory> {
        read(InventorySources(files: [InventoryFile(path: file, bytes: bytes)]), defaults: defaults)
    }

    /// The hosts and groups in all sources taken together, or everything that is wrong with them.
    public static func read(_ sources: InventorySources, defaults: InventoryDefaults) -> Diagnosed<Inventory> {
        var findings = Findings()
        let fleet = fleet(sources, defaults, &findings)
        return Diagnosed(fleet.map { Inventory(fleet: $0.fleet, groups: $0.groups) }, findings)
    }

    /// The same, with warnings of what reads well and will be in the way of a rollout.
    ///
    /// - Parameter withoutWayBack: hosts of which the ledger knows what they run, and no release before it.
    public static func check(
        _ sources: InventorySources, defaults: InventoryDefaults, withoutWayBack: Set<HostID> = []
    ) -> Diagnosed<Inventory> {
        var findings = Findings()
        let fleet = fleet(sources, defaults, &findings)
        if let fleet, !findings.hasErrors { FleetCheck(fleet, withoutWayBack).report(&findings) }
        return Diagnosed(fleet.map { Inventory(fleet: $0.fleet, groups: $0.groups) }, findings)
    }

    private static func fleet(
        _ sources: InventorySources, _ defaults: InventoryDefaults, _ findings: inout Findings
    ) -> FleetReader? {
        guard let scan = InventoryForm.scan(sources, &findings), let graph = GroupGraph(scan, &findings),
            let tree = InventoryTree(scan, graph, &findings)
        else { return nil }
        if tree.hosts.isEmpty, !findings.hasErrors {
            findings.error(
                "no host is named", at: SourceMark(file: sources.files.first?.path ?? "", line: 1, column: 1),
                hint: "below a group: hosts:, and below it NAME:")
        }
        reportSharedNames(scan, tree, &findings)
        let files = VariableFiles(sources, tree, &findings)
        return FleetReader(tree, files, defaults, &findings)
    }

    /// A name that is both a host and a group would make `--limit` mean two things.
    private static func reportSharedNames(
        _ scan: InventoryScan, _ tree: InventoryTree, _ findings: inout Findings
    ) {
        for group in scan.groups.values {
            guard let host = tree[group.name] else { continue }
            let (first, second) = group.mark < host.mark ? ("group", "host") : ("host", "group")
            findings.refuse(
                "\(quoted(group.name)) names a \(second) here and a \(first) on line "
                    + "\(min(group.mark, host.mark).line)",
                at: max(group.mark, host.mark), hint: "give one of them another name")
        }
    }
}
