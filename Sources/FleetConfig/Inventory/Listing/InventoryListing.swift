internal import YAML

/// What Ansible makes of an inventory: the same groups, hosts and values that `ansible-inventory` prints.
///
/// What only we refuse does not count here, so that the two can be compared. Vault-encrypted values and Jinja templates
/// are carried through untouched.
public struct InventoryListing: Sendable {
    private let names: [String]
    private let children: [[Int]]
    private let members: [[String]]
    private let hosts: [String: [String: YAMLNode]]

    /// The listing of all sources taken together, or what Ansible would stumble over too.
    public static func read(_ sources: InventorySources) -> Diagnosed<InventoryListing> {
        var findings = Findings()
        guard let scan = InventoryForm.scan(sources, &findings), let graph = GroupGraph(scan, &findings),
            let tree = InventoryTree(scan, graph, &findings)
        else { return Diagnosed(lenient: nil, findings) }
        let files = VariableFiles(sources, tree, &findings)
        return Diagnosed(lenient: InventoryListing(tree, files), findings)
    }

    private init(_ tree: InventoryTree, _ files: VariableFiles) {
        names = tree.graph.names
        children = tree.graph.children
        members = tree.members.map { $0.map { tree.hosts[$0].name } }
        var effective = EffectiveVariables(tree, files, where: { !MagicVariables.names.contains($0) })
        let pairs = zip(tree.hosts, tree.closures()).map { host, closure in
            (host.name, effective.of(host, in: closure).mapValues(\.node))
        }
        hosts = Dictionary(uniqueKeysWithValues: pairs)
    }

    /// The text of `ansible-inventory --list`: groups with their hosts and children, and under `_meta` every host's
    /// variables.
    public var json: String {
        var groups: [String: AnsibleJSON] = [:]
        for (index, name) in names.enumerated() {
            var group: [String: AnsibleJSON] = [:]
            if name != InventoryScan.all, !members[index].isEmpty { group["hosts"] = .texts(members[index]) }
            if !children[index].isEmpty { group["children"] = .texts(children[index].map { names[$0] }) }
            if !group.isEmpty { groups[name] = .object(group) }
        }
        let said = hosts.filter { !$0.value.isEmpty }.mapValues(AnsibleJSON.variables)
        groups["_meta"] = .object(["hostvars": .object(said), "profile": .text("inventory_legacy")])
        return AnsibleJSON.object(groups).text
    }

    /// The text of `ansible-inventory --host NAME`; nil when there is no such host.
    public func json(ofHost name: String) -> String? { hosts[name].map { AnsibleJSON.variables($0).text } }

    /// The most lines of a graph. Groups within many groups are drawn in each, so that a small file can ask for more
    /// lines than there are atoms.
    public static let longestGraph = 1_000_000

    /// The lines of `ansible-inventory --graph`; nil when there are too many.
    public func graph() -> [String]? {
        guard let start = names.firstIndex(of: InventoryScan.all) else { return nil }
        var lengths: [Int: Int] = [:]
        return length(of: start, &lengths) <= Self.longestGraph ? lines(of: start, depth: 0) : nil
    }

    /// How many lines a group takes, counted no further than past the limit.
    private func length(of group: Int, _ known: inout [Int: Int]) -> Int {
        if let known = known[group] { return known }
        var sum = 1 + members[group].count
        for child in children[group] { sum = min(sum + length(of: child, &known), Self.longestGraph + 1) }
        known[group] = sum
        return sum
    }

    /// Names of hosts in order.
    public var hostNames: [String] { hosts.keys.sorted() }

    private func lines(of group: Int, depth: Int) -> [String] {
        let inner = children[group].flatMap { lines(of: $0, depth: depth + 1) }
        let hosts = names[group] == InventoryScan.all ? [] : members[group].map { Self.line($0, depth: depth + 1) }
        return [Self.line("@\(names[group]):", depth: depth)] + inner + hosts
    }

    private static func line(_ text: String, depth: Int) -> String {
        depth == 0 ? text : String(repeating: "  |", count: depth) + "--" + text
    }
}

/// Variables that Ansible sets itself: what an inventory says of them is not shown.
enum MagicVariables {
    static let names: Set<String> = [
        "ansible_async_path", "ansible_collection_name", "ansible_config_file", "ansible_dependent_role_names",
        "ansible_diff_mode", "ansible_facts", "ansible_forks", "ansible_inventory_sources", "ansible_limit",
        "ansible_play_batch", "ansible_play_hosts", "ansible_play_hosts_all", "ansible_play_role_names",
        "ansible_playbook_python", "ansible_role_name", "ansible_role_names", "ansible_run_tags", "ansible_skip_tags",
        "ansible_verbosity", "ansible_version", "inventory_dir", "inventory_file", "inventory_hostname",
        "inventory_hostname_short", "groups", "group_names", "hostvars", "playbook_dir", "play_hosts", "role_name",
        "role_names", "role_path", "role_uuid",
    ]
}
