import Spelling
internal import YAML

/// Ansible's YAML form (docs: inventory plugin yaml): a mapping of groups, each with `hosts`, `children` and `vars`.
enum YAMLForm {
    private static let sections = ["hosts", "children", "vars"]

    /// Adds what the document says to `scan`; what is wrong is among the findings.
    static func read(_ root: YAMLNode, into scan: inout InventoryScan, _ findings: inout Findings) {
        guard case .mapping(let pairs) = root.kind else {
            let hint = "an inventory starts with 'all:' and, below it, hosts or children"
            findings.error("an inventory is a mapping of groups, not \(root.kindName)", at: root.mark, hint: hint)
            return
        }
        for pair in YAMLMerge.pairs(pairs, &findings) where !scan.isCutShort {
            if pair.name == "plugin", case .scalar = pair.value.kind {
                findings.error(
                    "this configures an inventory plugin", at: pair.key.mark,
                    hint: "write what it finds to a file: ansible-inventory --list --yaml")
                continue
            }
            group(pair, &scan, &findings)
        }
    }

    private static func group(_ pair: YAMLPair, _ scan: inout InventoryScan, _ findings: inout Findings) {
        let name = pair.name
        if !isText(pair.key) {
            findings.error(
                "\(quoted(name)) is a number or a truth value, not a name", at: pair.key.mark, hint: "put it in quotes")
            return
        }
        guard scan.enter(name, at: pair.key.mark, &findings), !pair.value.isNull else { return }
        guard case .mapping(let pairs) = pair.value.kind else {
            findings.refuse(
                "group \(quoted(name)) is \(pair.value.kindName)", at: pair.value.mark,
                hint: "below it stand hosts:, children: or vars:")
            return
        }
        for section in YAMLMerge.pairs(pairs, &findings) where !scan.isCutShort {
            switch section.name {
            case "vars": scan.add(variables(of: name, section, &findings), to: name, &findings)
            case "children": children(of: name, section, &scan, &findings)
            case "hosts": hosts(of: name, section, &scan, &findings)
            default:
                findings.refuse(
                    "group \(quoted(name)) has no section \(quoted(section.name))", at: section.key.mark,
                    hint: NearestName.nearest(to: section.name, among: sections).map { "did you mean \(quoted($0))?" }
                        ?? "a group stands below children:, a host below hosts:, a variable below vars:")
            }
        }
    }

    private static func variables(
        of group: String, _ pair: YAMLPair, _ findings: inout Findings
    ) -> [String: Field] {
        VariableScan.read(pair.value, of: "group \(quoted(group))", &findings)
    }

    private static func children(
        of name: String, _ pair: YAMLPair, _ scan: inout InventoryScan, _ findings: inout Findings
    ) {
        for child in entries(pair, in: name, &findings) where !scan.isCutShort {
            guard child.name != InventoryScan.all else {
                findings.error("'all' holds every group and cannot stand in one", at: child.key.mark)
                continue
            }
            group(child, &scan, &findings)
            if scan.groups[child.name] != nil { scan.put(child.name, into: name, at: child.key.mark) }
        }
    }

    private static func hosts(
        of name: String, _ pair: YAMLPair, _ scan: inout InventoryScan, _ findings: inout Findings
    ) {
        for host in entries(pair, in: name, &findings) where !scan.isCutShort {
            guard case .scalar(let text, let style) = host.key.kind else { continue }
            guard isText(host.key), !text.isEmpty else {
                findings.error(
                    "\(quoted(text)) is a number or nothing, not a name", at: host.key.mark, hint: "put it in quotes")
                continue
            }
            let address = HostAddress(text)
            let variables = VariableScan.read(host.value, of: "host \(quoted(address.pattern))", &findings)
            scan.mention(
                address, at: host.key.mark, isQuoted: style != .plain, in: name, variables: variables, &findings)
        }
    }

    private static func isText(_ key: YAMLNode) -> Bool {
        if case .text = key.scalar { true } else { false }
    }

    /// The entries of a section; like Ansible, a single name stands for itself with nothing below it.
    private static func entries(_ pair: YAMLPair, in group: String, _ findings: inout Findings) -> [YAMLPair] {
        switch pair.value.kind {
        case .mapping(let pairs): return YAMLMerge.pairs(pairs, &findings)
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
}
