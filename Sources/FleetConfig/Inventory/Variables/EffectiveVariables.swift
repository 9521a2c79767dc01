internal import YAML

/// What holds for each host: the sources in Ansible's order (docs: Understanding variable precedence), later ones on top.
///
/// `all` as the inventory says it, its groups, `group_vars/all` beside the inventories and beside the playbook, the
/// groups' `group_vars` beside the inventories and beside the playbook; then the host, its `host_vars` beside the
/// inventories and beside the playbook.
struct EffectiveVariables {
    private let tree: InventoryTree
    private let files: VariableFiles
    private let isWanted: (String) -> Bool
    private var known: [[Int]: [String: Field]] = [:]

    /// - Parameter isWanted: which variables are looked at at all.
    init(_ tree: InventoryTree, _ files: VariableFiles, where isWanted: @escaping (String) -> Bool) {
        self.tree = tree
        self.files = files
        self.isWanted = isWanted
    }

    /// - Parameter closure: every group that the host is in, in the order in which their variables count.
    mutating func of(_ host: InventoryTree.Host, in closure: [Int]) -> [String: Field] {
        var fields = groups(closure)
        add(host.own, to: &fields)
        for said in files.ofHost(host.name) { add(said, to: &fields) }
        return fields
    }

    private mutating func groups(_ closure: [Int]) -> [String: Field] {
        if let known = known[closure] { return known }
        let all = tree.graph.index(of: InventoryScan.all)
        let others = closure.filter { $0 != all }
        var fields: [String: Field] = [:]
        if let all { add(tree.groupVariables[all], to: &fields) }
        for group in others { add(tree.groupVariables[group], to: &fields) }
        for folder in files.folders { add(folder.groups[InventoryScan.all] ?? [:], to: &fields) }
        for folder in files.folders {
            for group in others { add(folder.groups[tree.graph.names[group]] ?? [:], to: &fields) }
        }
        known[closure] = fields
        return fields
    }

    private func add(_ said: [String: Field], to fields: inout [String: Field]) {
        for (name, field) in said where isWanted(name) { fields[name] = field }
    }
}
