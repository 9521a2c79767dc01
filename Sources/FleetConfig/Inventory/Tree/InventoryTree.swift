internal import YAML

/// The hosts of an inventory with their groups, all sources taken together.
struct InventoryTree {
    /// One host, put together from every place that names it.
    struct Host {
        let name: String
        /// Where it is named first.
        var mark: SourceMark
        /// The groups that name it.
        var direct: Set<Int>
        /// Set at the host itself.
        var own: [String: Field]
    }

    let graph: GroupGraph
    /// In the order in which they were met.
    private(set) var hosts: [Host] = []
    /// For each group of the graph the hosts that it names, in the order in which they were put there.
    private(set) var members: [[Int]]
    /// For each group of the graph what it says.
    let groupVariables: [[String: Field]]
    private var indices: [String: Int] = [:]

    /// Nil when a limit is passed; the reason is among the findings.
    init?(_ scan: InventoryScan, _ graph: GroupGraph, _ findings: inout Findings) {
        self.graph = graph
        groupVariables = graph.names.map { scan.groups[$0]?.variables ?? [:] }
        members = Array(repeating: [], count: graph.names.count)
        var cost = 0
        for mention in scan.mentions {
            guard let group = graph.index(of: mention.group) else { continue }
            cost += mention.pattern.count * graph.reach(of: group)
            guard cost <= InventoryLimits.memberships else {
                findings.error(
                    "more than \(InventoryLimits.memberships) memberships of hosts in groups", at: mention.mark)
                return nil
            }
        }
        for mention in scan.mentions {
            guard let group = graph.index(of: mention.group) else { continue }
            for name in mention.pattern.names() { add(name, mention, group, &findings) }
            guard hosts.count <= InventoryLimits.hosts else {
                findings.error("more than \(InventoryLimits.hosts) hosts", at: mention.mark)
                return nil
            }
        }
        settleUngrouped()
    }

    subscript(name: String) -> Host? { indices[name].map { hosts[$0] } }

    /// For each host every group that it is in, in the order in which their variables count.
    func closures() -> [[Int]] {
        var known: [Set<Int>: [Int]] = [:]
        return hosts.map { host in
            if let closure = known[host.direct] { return closure }
            let closure = graph.closure(of: host.direct)
            known[host.direct] = closure
            return closure
        }
    }

    private mutating func add(
        _ name: String, _ mention: InventoryScan.Mention, _ group: Int, _ findings: inout Findings
    ) {
        guard let index = indices[name] else {
            var own = mention.variables
            if let port = mention.port, own[port.name] == nil { own[port.name] = port }
            indices[name] = hosts.count
            members[group].append(hosts.count)
            hosts.append(Host(name: name, mark: mention.mark, direct: [group], own: own))
            return
        }
        if hosts[index].mark.file == mention.mark.file { hosts[index].mark = min(hosts[index].mark, mention.mark) }
        if hosts[index].direct.insert(group).inserted { members[group].append(index) }
        if !mention.variables.isEmpty {
            hosts[index].own.merge(mention.variables, of: "host \(quoted(name))", &findings)
        }
    }

    /// As Ansible does at the end of reading: who is in no group but `all` is in `ungrouped`, and nobody else is.
    private mutating func settleUngrouped() {
        guard let all = graph.index(of: InventoryScan.all), let ungrouped = graph.index(of: InventoryScan.ungrouped)
        else { return }
        for index in hosts.indices {
            if hosts[index].direct.isSubset(of: [all, ungrouped]) {
                if hosts[index].direct.insert(ungrouped).inserted { members[ungrouped].append(index) }
            } else {
                hosts[index].direct.remove(ungrouped)
            }
        }
        members[ungrouped].removeAll { !hosts[$0].direct.contains(ungrouped) }
    }
}
