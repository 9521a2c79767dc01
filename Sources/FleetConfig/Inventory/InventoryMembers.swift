internal import FleetModel
internal import YAML

/// The hosts of an inventory with their groups and their effective variables.
struct InventoryMembers {
    /// One host, put together from every place that names it.
    struct Member {
        let id: HostID
        /// Where it is named first.
        var mark: SourceMark
        /// The groups that name it.
        var direct: Set<Int>
        /// Set at the host itself.
        var own: [String: Field]
    }

    private(set) var members: [HostID: Member] = [:]
    private let graph: GroupGraph
    private let groupVariables: [[String: Field]]

    /// Nil when a limit is passed; the reason is among the findings.
    init?(_ scan: InventoryScan, _ graph: GroupGraph, _ findings: inout Findings) {
        self.graph = graph
        groupVariables = graph.names.map { scan.groups[$0]?.variables ?? [:] }
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
            for name in mention.pattern.names() {
                guard let id = HostID(rawValue: name) else { continue }
                add(id, mention, group, &findings)
            }
            guard members.count <= InventoryLimits.hosts else {
                findings.error("more than \(InventoryLimits.hosts) hosts", at: mention.mark)
                return nil
            }
        }
        settleUngrouped()
    }

    /// In order of ids.
    var sorted: [Member] { members.values.sorted { $0.id < $1.id } }

    /// Groups by name with the hosts that stand in them, directly or not, in order of ids; empty groups included.
    func groups(_ closures: [HostID: [Int]]) -> [String: [HostID]] {
        var hosts: [[HostID]] = Array(repeating: [], count: graph.names.count)
        for member in sorted { for group in closures[member.id] ?? [] { hosts[group].append(member.id) } }
        return Dictionary(uniqueKeysWithValues: zip(graph.names, hosts))
    }

    /// Every group that a host is in, in the order in which their variables count.
    func closures() -> [HostID: [Int]] {
        var known: [Set<Int>: [Int]] = [:]
        return members.mapValues { member in
            if let closure = known[member.direct] { return closure }
            let closure = graph.closure(of: member.direct)
            known[member.direct] = closure
            return closure
        }
    }

    /// For each host what holds for it: what its groups say in their order, then what stands at the host itself.
    func variables(_ closures: [HostID: [Int]]) -> [HostID: [String: Field]] {
        var known: [[Int]: [String: Field]] = [:]
        return members.mapValues { member in
            let closure = closures[member.id] ?? []
            var fields = known[closure] ?? [:]
            if known[closure] == nil {
                for group in closure { fields.merge(groupVariables[group]) { _, later in later } }
                known[closure] = fields
            }
            return fields.merging(member.own) { _, own in own }
        }
    }

    private mutating func add(_ id: HostID, _ mention: InventoryScan.Mention, _ group: Int, _ findings: inout Findings)
    {
        guard var member = members[id] else {
            members[id] = Member(id: id, mark: mention.mark, direct: [group], own: mention.variables)
            return
        }
        member.mark = min(member.mark, mention.mark)
        member.direct.insert(group)
        if !mention.variables.isEmpty {
            member.own.merge(mention.variables, of: "host \(quoted(id.rawValue))", &findings)
        }
        members[id] = member
    }

    /// As Ansible does at the end of reading: who is in no group but `all` is in `ungrouped`, and nobody else is.
    private mutating func settleUngrouped() {
        guard let all = graph.index(of: InventoryScan.all), let ungrouped = graph.index(of: InventoryScan.ungrouped)
        else { return }
        for (id, member) in members {
            let isAlone = member.direct.isSubset(of: [all, ungrouped])
            if isAlone {
                members[id]?.direct.insert(ungrouped)
            } else {
                members[id]?.direct.remove(ungrouped)
            }
        }
    }
}
