internal import YAML

/// The groups of an inventory above and below one another, and the order in which their variables count.
struct GroupGraph {
    /// In order of names.
    let names: [String]
    private let indices: [String: Int]
    /// For each group those in it, in the order in which they were put there; `all` has those that stand in no other.
    let children: [[Int]]
    /// For each group, every group that it stands in, directly or not.
    private let ancestors: [Set<Int>]
    /// For each group, its place among all when variables are put on top of one another: later ones win.
    private let ranks: [Int]

    /// Cycles and too deep nesting are among the findings, and the graph is nil then.
    init?(_ scan: InventoryScan, _ findings: inout Findings) {
        let groups = scan.groups
        let names = groups.keys.sorted()
        let indices = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
        guard let root = indices[InventoryScan.all] else { return nil }
        let parents = Self.parents(names, indices, groups, root: root)
        let order = Self.topological(root: root, parents)
        guard order.count == names.count else {
            Self.reportCycles(Set(names.indices).subtracting(order), names, groups, parents, &findings)
            return nil
        }
        var depths = Array(repeating: 0, count: names.count)
        var ancestors: [Set<Int>] = Array(repeating: [], count: names.count)
        for index in order {
            for parent in parents[index] {
                depths[index] = max(depths[index], depths[parent] + 1)
                ancestors[index].formUnion(ancestors[parent])
                ancestors[index].insert(parent)
            }
            guard depths[index] <= InventoryLimits.groupDepth else {
                guard let mark = groups[names[index]]?.mark else { return nil }
                findings.error("groups nest deeper than \(InventoryLimits.groupDepth) levels", at: mark)
                return nil
            }
        }
        var children = names.map { name in groups[name]?.children.compactMap { indices[$0] } ?? [] }
        for name in scan.groupOrder {
            guard let index = indices[name], parents[index] == [root], !children[root].contains(index) else { continue }
            children[root].append(index)
        }
        self.names = names
        self.indices = indices
        self.children = children
        self.ancestors = ancestors
        ranks = Self.ranks(names.map { groups[$0] }, depths, &findings)
    }

    func index(of name: String) -> Int? { indices[name] }

    /// How many groups a host is in by standing in this one, itself included.
    func reach(of index: Int) -> Int { ancestors[index].count + 1 }

    /// These groups and all that they stand in, in the order in which their variables count: later ones win. Ansible's
    /// order: by depth below `all`, then `ansible_group_priority`, then name (docs: How variables are merged).
    func closure(of direct: Set<Int>) -> [Int] {
        direct.reduce(into: direct) { $0.formUnion(ancestors[$1]) }.sorted { ranks[$0] < ranks[$1] }
    }

    /// For each group those that name it among their children; what nobody names stands in `all`.
    private static func parents(
        _ names: [String], _ indices: [String: Int], _ groups: [String: InventoryScan.Group], root: Int
    ) -> [Set<Int>] {
        var parents: [Set<Int>] = Array(repeating: [], count: names.count)
        for (index, name) in names.enumerated() {
            for child in groups[name]?.children.compactMap({ indices[$0] }) ?? [] { parents[child].insert(index) }
        }
        for index in names.indices where index != root && parents[index].isEmpty { parents[index].insert(root) }
        return parents
    }

    /// Every group after all that it stands in; groups in a cycle, and below one, are left out.
    private static func topological(root: Int, _ parents: [Set<Int>]) -> [Int] {
        var children: [[Int]] = Array(repeating: [], count: parents.count)
        for (index, above) in parents.enumerated() { for parent in above { children[parent].append(index) } }
        var waiting = parents.map(\.count)
        var order = [root]
        var next = 0
        while next < order.count {
            for child in children[order[next]] {
                waiting[child] -= 1
                if waiting[child] == 0 { order.append(child) }
            }
            next += 1
        }
        return order
    }

    /// Follows the least parent upwards from each group that is left: every walk ends in a cycle.
    private static func reportCycles(
        _ left: Set<Int>, _ names: [String], _ groups: [String: InventoryScan.Group], _ parents: [Set<Int>],
        _ findings: inout Findings
    ) {
        var done: Set<Int> = []
        for start in left.sorted() {
            var path: [Int] = []
            var current = start
            while !done.contains(current), !path.contains(current) {
                path.append(current)
                guard let above = parents[current].intersection(left).min() else { break }
                current = above
            }
            if let entry = path.firstIndex(of: current), !done.contains(current) {
                report(path[entry...].reversed().map { names[$0] }, groups, &findings)
            }
            done.formUnion(path)
        }
    }

    /// Reported where the last of the groups is put into another, which is shown as the last step.
    private static func report(
        _ cycle: [String], _ groups: [String: InventoryScan.Group], _ findings: inout Findings
    ) {
        let edges = zip(cycle, cycle.dropFirst() + cycle.prefix(1)).map { groups[$0]?.childMarks[$1] }
        guard let mark = edges.compactMap(\.self).max(), let last = edges.firstIndex(of: mark) else { return }
        let turned = cycle[(last + 1)...] + cycle[...last]
        let names = Array(turned + turned.prefix(1))
        let shown = (names.count > 9 ? names.prefix(4) + ["…"] + names.suffix(4) : names[...]).joined(separator: " > ")
        findings.error("groups that stand in one another: \(shown)", at: mark, hint: "take one out of the other")
    }

    private static func ranks(
        _ groups: [InventoryScan.Group?], _ depths: [Int], _ findings: inout Findings
    ) -> [Int] {
        // Ansible's default is 1.
        var priorities: [UInt64] = []
        for group in groups {
            priorities.append(group?.priority.flatMap { findings.number($0, in: 0...1_000_000) } ?? 1)
        }
        let sorted = groups.indices.sorted { (depths[$0], priorities[$0], $0) < (depths[$1], priorities[$1], $1) }
        var ranks = Array(repeating: 0, count: groups.count)
        for (rank, index) in sorted.enumerated() { ranks[index] = rank }
        return ranks
    }
}
