internal import FleetModel
import Spelling
internal import YAML

/// What a file of Ansible's YAML form says, before anything is worked out: its groups, who stands in which, and variables.
struct InventoryScan {
    /// A group, put together from every place that names it.
    struct Group {
        let name: String
        let mark: SourceMark
        var variables: [String: Field] = [:]
        /// The groups inside, with the place that says so.
        var children: [String: SourceMark] = [:]
    }

    /// One key under `hosts:`.
    struct Mention {
        let pattern: HostPattern
        let mark: SourceMark
        let group: String
        let variables: [String: Field]
    }

    private(set) var groups: [String: Group] = [:]
    private(set) var mentions: [Mention] = []
    private var entries = 0
    private var mentioned = 0
    /// Set when a limit is passed: the rest is not looked at.
    private(set) var isCutShort = false

    static let all = "all"
    static let ungrouped = "ungrouped"
    private static let sections = ["hosts", "children", "vars"]

    /// Reads the whole file; what is wrong is among the findings.
    init(_ root: YAMLNode, _ findings: inout Findings) {
        guard case .mapping(let pairs) = root.kind else {
            let hint = "an inventory starts with 'all:' and, below it, hosts or children"
            findings.error("an inventory is a mapping of groups, not \(root.kindName)", at: root.mark, hint: hint)
            return
        }
        // Ansible has these two whether they are named or not.
        for name in [Self.all, Self.ungrouped] { groups[name] = Group(name: name, mark: root.mark) }
        for pair in pairs where !isCutShort && !findings.refuseMerge(pair) {
            if pair.name == "plugin", case .scalar = pair.value.kind {
                findings.error(
                    "this configures an inventory plugin", at: pair.key.mark,
                    hint: "write what it finds to a file: ansible-inventory --list --yaml")
                continue
            }
            scanGroup(pair.key, pair.value, &findings)
        }
    }

    private mutating func scanGroup(_ key: YAMLNode, _ node: YAMLNode, _ findings: inout Findings) {
        guard let name = enter(key, &findings), !node.isNull else { return }
        guard case .mapping(let pairs) = node.kind else {
            findings.error(
                "group \(quoted(name)) is \(node.kindName)", at: node.mark,
                hint: "below it stand hosts:, children: or vars:")
            return
        }
        for pair in pairs where !isCutShort && !findings.refuseMerge(pair) {
            switch pair.name {
            case "vars": scanVariables(of: name, pair, &findings)
            case "children": scanChildren(of: name, pair, &findings)
            case "hosts": scanHosts(of: name, pair, &findings)
            default:
                findings.error(
                    "group \(quoted(name)) has no section \(quoted(pair.name))", at: pair.key.mark,
                    hint: NearestName.nearest(to: pair.name, among: Self.sections).map { "did you mean \(quoted($0))?" }
                        ?? "a group stands below children:, a host below hosts:, a variable below vars:")
            }
        }
    }

    /// Counts and names a group; nil when it has no proper name or there are too many.
    private mutating func enter(_ key: YAMLNode, _ findings: inout Findings) -> String? {
        guard case .scalar(let name, _) = key.kind, !isCutShort else { return nil }
        entries += 1
        if groups[name] == nil {
            // Phases and groups share a grammar: plain names.
            guard PhaseName(rawValue: name) != nil else {
                findings.error(
                    "\(quoted(name)) is no name for a group", at: key.mark,
                    hint: "1 to \(maximumIdentifierLength) of A-Z a-z 0-9 . _ -, not starting with '-' or '.'")
                return nil
            }
            groups[name] = Group(name: name, mark: key.mark)
        }
        guard groups.count <= InventoryLimits.groups, entries <= InventoryLimits.groupEntries else {
            let limit =
                groups.count > InventoryLimits.groups
                ? "\(InventoryLimits.groups) groups" : "\(InventoryLimits.groupEntries) mentions of groups"
            cutShort("more than \(limit)", at: key.mark, &findings)
            return nil
        }
        return name
    }

    private mutating func scanVariables(of name: String, _ pair: YAMLPair, _ findings: inout Findings) {
        let fields = VariableScan.read(pair.value, of: "group \(quoted(name))", &findings)
        groups[name]?.variables.merge(fields, of: "group \(quoted(name))", &findings)
    }

    private mutating func scanChildren(of name: String, _ pair: YAMLPair, _ findings: inout Findings) {
        for child in Self.entries(pair, in: name, &findings) where !isCutShort {
            guard case .scalar(let text, _) = child.key.kind, text != Self.all else {
                findings.error("'all' holds every group and cannot stand in one", at: child.key.mark)
                continue
            }
            if groups[name]?.children[text] == nil { groups[name]?.children[text] = child.key.mark }
            scanGroup(child.key, child.value, &findings)
        }
    }

    private mutating func scanHosts(of name: String, _ pair: YAMLPair, _ findings: inout Findings) {
        for host in Self.entries(pair, in: name, &findings) where !isCutShort {
            guard let pattern = pattern(host.key, &findings) else { continue }
            mentioned += pattern.count
            guard mentioned <= InventoryLimits.memberships else {
                return cutShort(
                    "more than \(InventoryLimits.memberships) hosts in groups", at: host.key.mark, &findings)
            }
            let fields = VariableScan.read(host.value, of: "host \(quoted(pattern.text))", &findings)
            mentions.append(Mention(pattern: pattern, mark: host.key.mark, group: name, variables: fields))
        }
    }

    private func pattern(_ key: YAMLNode, _ findings: inout Findings) -> HostPattern? {
        guard case .scalar(let text, let style) = key.kind else { return nil }
        switch HostPattern.read(text, limit: InventoryLimits.hosts) {
        case .success(let pattern):
            if pattern.ends.allSatisfy({ HostID(rawValue: $0) != nil }) { return pattern }
            let hint =
                text.contains(":")
                ? "the port stands in ansible_port"
                : "1 to \(maximumIdentifierLength) of A-Z a-z 0-9 . _ - @, not starting with '-' or '.'"
            findings.error("\(quoted(text)) is no name for a host", at: key.mark, hint: hint)
        case .failure(let problem):
            let mark = SourceMark(
                file: key.mark.file, line: key.mark.line,
                column: key.mark.column + (style == .plain ? problem.offset : problem.offset + 1))
            findings.error(problem.message, at: problem.offset == 0 ? key.mark : mark, hint: problem.hint)
        }
        return nil
    }

    /// The entries of a section; like Ansible, a single name stands for itself with nothing below it.
    private static func entries(_ pair: YAMLPair, in group: String, _ findings: inout Findings) -> [YAMLPair] {
        switch pair.value.kind {
        case .mapping(let pairs): return pairs.filter { !findings.refuseMerge($0) }
        case .scalar where pair.value.isNull: return []
        case .scalar:
            return [YAMLPair(key: pair.value, value: YAMLNode(.scalar("", .plain), mark: pair.value.mark))]
        case .sequence:
            findings.error(
                "\(pair.name) of group \(quoted(group)) is a list; a mapping is expected", at: pair.value.mark,
                hint: "write 'name:' instead of '- name'")
            return []
        }
    }

    private mutating func cutShort(_ message: String, at mark: SourceMark, _ findings: inout Findings) {
        findings.error("\(message); the rest of the file was not looked at", at: mark)
        isCutShort = true
    }
}

extension [String: Field] {
    /// Adds what another place says of the same group or host. Two values for one variable are an error, because which of
    /// them held would hang on the order of the file.
    mutating func merge(_ other: [String: Field], of owner: String, _ findings: inout Findings) {
        for (name, field) in other {
            guard let known = self[name] else {
                self[name] = field
                continue
            }
            guard !known.says(field) else { continue }
            let (first, second) = known.keyMark < field.keyMark ? (known, field) : (field, known)
            findings.error(
                "\(owner) has another \(name) on line \(first.keyMark.line)", at: second.keyMark,
                hint: "keep one of the two")
        }
    }
}
