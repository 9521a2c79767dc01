internal import FleetModel
internal import YAML

/// What the sources of an inventory say, before anything is worked out: groups, who stands in which, and variables. One
/// scan takes in every source, one after the other, as Ansible does.
struct InventoryScan {
    /// A group, put together from every place that names it.
    struct Group {
        let name: String
        let mark: SourceMark
        var variables: [String: Field] = [:]
        /// `ansible_group_priority`, which only orders groups and is no variable of their hosts.
        var priority: Field?
        /// The groups inside, in the order in which they were put there.
        var children: [String] = []
        /// For each of them the place that says so.
        var childMarks: [String: SourceMark] = [:]
    }

    /// A name of one or more hosts, with what stands beside it.
    struct Mention {
        let pattern: HostPattern
        let mark: SourceMark
        let group: String
        /// `:2222` behind the name; it counts where the host is named first.
        let port: Field?
        let variables: [String: Field]
    }

    private(set) var groups: [String: Group] = [:]
    /// Names of groups in the order in which they were met.
    private(set) var groupOrder: [String] = []
    private(set) var mentions: [Mention] = []
    /// Names that stand for one host: where there are too many of them, no more are looked at.
    private var names: Set<String> = []
    private var entries = 0
    private var mentioned = 0
    /// Set when a limit is passed: the rest is not looked at.
    private(set) var isCutShort = false

    static let all = "all"
    static let ungrouped = "ungrouped"

    /// Ansible has `all` and `ungrouped` whether they are named or not.
    init(startingAt mark: SourceMark) {
        for name in [Self.all, Self.ungrouped] { append(Group(name: name, mark: mark)) }
        groups[Self.all]?.children = [Self.ungrouped]
        groups[Self.all]?.childMarks = [Self.ungrouped: mark]
    }

    /// Counts and names a group; false when there are too many.
    mutating func enter(_ name: String, at mark: SourceMark, _ findings: inout Findings) -> Bool {
        guard !isCutShort else { return false }
        entries += 1
        if groups[name] == nil {
            // Phases and groups share a grammar: plain names.
            if PhaseName(rawValue: name) == nil {
                findings.refuse(
                    "\(quoted(name)) is no name for a group", at: mark,
                    hint: "1 to \(maximumIdentifierLength) of A-Z a-z 0-9 . _ -, not starting with '-' or '.'")
            }
            append(Group(name: name, mark: mark))
        }
        guard groups.count <= InventoryLimits.groups, entries <= InventoryLimits.groupEntries else {
            let limit =
                groups.count > InventoryLimits.groups
                ? "\(InventoryLimits.groups) groups" : "\(InventoryLimits.groupEntries) mentions of groups"
            cutShort("more than \(limit)", at: mark, &findings)
            return false
        }
        return true
    }

    /// Puts one group that has been entered into another.
    mutating func put(_ child: String, into group: String, at mark: SourceMark) {
        guard groups[group]?.childMarks[child] == nil else { return }
        groups[group]?.children.append(child)
        groups[group]?.childMarks[child] = mark
    }

    /// What a place says of a group that has been entered.
    mutating func add(_ variables: [String: Field], to group: String, _ findings: inout Findings) {
        var variables = variables
        if let priority = variables.removeValue(forKey: VariableScan.priority) { groups[group]?.priority = priority }
        guard !variables.isEmpty else { return }
        groups[group]?.variables.merge(variables, of: "group \(quoted(group))", &findings)
    }

    /// Adds hosts to a group that has been entered.
    mutating func mention(
        _ name: HostAddress, at mark: SourceMark, isQuoted: Bool = false, in group: String,
        variables: [String: Field], _ findings: inout Findings
    ) {
        guard !isCutShort else { return }
        switch HostPattern.read(name.pattern, limit: InventoryLimits.hosts) {
        case .success(let pattern):
            mentioned += pattern.count
            guard mentioned <= InventoryLimits.memberships else {
                return cutShort("more than \(InventoryLimits.memberships) hosts in groups", at: mark, &findings)
            }
            if pattern.count == 1, names.insert(pattern.text).inserted, names.count > InventoryLimits.hosts {
                return cutShort("more than \(InventoryLimits.hosts) hosts", at: mark, &findings)
            }
            if !pattern.ends.allSatisfy({ HostID(rawValue: $0) != nil }) { refuse(name, at: mark, &findings) }
            let port = name.port.map { port in
                Field(
                    name: InventoryVariable.port.rawValue, keyMark: mark,
                    node: YAMLNode(.scalar("\(port)", .plain), mark: mark))
            }
            mentions.append(Mention(pattern: pattern, mark: mark, group: group, port: port, variables: variables))
        case .failure(let problem):
            let place = SourceMark(
                file: mark.file, line: mark.line, column: mark.column + problem.offset + (isQuoted ? 1 : 0))
            findings.error(problem.message, at: problem.offset == 0 ? mark : place, hint: problem.hint)
        }
    }

    mutating func cutShort(_ message: String, at mark: SourceMark, _ findings: inout Findings) {
        guard !isCutShort else { return }
        findings.error("\(message); the rest of the file was not looked at", at: mark)
        isCutShort = true
    }

    private mutating func append(_ group: Group) {
        groups[group.name] = group
        groupOrder.append(group.name)
    }

    private func refuse(_ name: HostAddress, at mark: SourceMark, _ findings: inout Findings) {
        let hint =
            name.pattern.contains(":")
            ? "a port stands behind a name or in ansible_port, an IPv6 address in ansible_host"
            : "1 to \(maximumIdentifierLength) of A-Z a-z 0-9 . _ - @, not starting with '-' or '.'"
        findings.refuse("\(quoted(name.pattern)) is no name for a host", at: mark, hint: hint)
    }
}

extension [String: Field] {
    /// Adds what another place says of the same group or host; the later one holds. Two values for one variable that we
    /// read in one file are refused, because which of them held would hang on the order of the file.
    mutating func merge(_ other: [String: Field], of owner: String, _ findings: inout Findings) {
        for (name, field) in other {
            if let known = self[name], VariableScan.concerns(name), known.keyMark.file == field.keyMark.file,
                !known.says(field)
            {
                let (first, second) = known.keyMark < field.keyMark ? (known, field) : (field, known)
                findings.refuse(
                    "\(owner) has another \(name) on line \(first.keyMark.line)", at: second.keyMark,
                    hint: "keep one of the two")
            }
            self[name] = field
        }
    }
}
