import Spelling
internal import YAML

/// The variables of one `vars:`, one host or one file of variables.
enum VariableScan {
    /// Ansible's order among groups of one depth; only a group may say it.
    static let priority = "ansible_group_priority"

    /// Every variable by name. One that starts as ours do and is none is refused.
    static func read(_ node: YAMLNode, of owner: String, _ findings: inout Findings) -> [String: Field] {
        guard !node.isNull else { return [:] }
        guard case .mapping(let pairs) = node.kind else {
            findings.error("the variables of \(owner) are \(node.kindName); a mapping is expected", at: node.mark)
            return [:]
        }
        var fields: [String: Field] = [:]
        for pair in YAMLMerge.pairs(pairs, &findings) {
            let field = Field(pair)
            fields[field.name] = field
            check(field, &findings)
        }
        return fields
    }

    /// Refuses a name that starts as ours do and is none; warns of one that is a slip away from one that we read.
    static func check(_ field: Field, _ findings: inout Findings) {
        let name = field.name
        if name.hasPrefix(InventoryVariable.ownPrefix) {
            guard InventoryVariable(rawValue: name) == nil else { return }
            if name.hasPrefix(InventoryVariable.settingPrefix) {
                _ = findings.settingName(field)
                return
            }
            findings.refuse(
                "there is no variable \(quoted(name))", at: field.keyMark,
                hint: NearestKey.hint(for: name, among: InventoryVariable.ownNames))
        } else if name.hasPrefix(InventoryVariable.ansiblePrefix), !concerns(name), name != priority {
            // Ansible has many variables that do not concern us.
            guard let meant = NearestName.nearest(to: name, among: InventoryVariable.ansibleNames, slips: 1) else {
                return
            }
            findings.warning("\(quoted(name)) is not read", at: field.keyMark, hint: "did you mean \(quoted(meant))?")
        }
    }

    /// True for a variable that decides about a host of ours; others are left to whoever reads them.
    static func concerns(_ name: String) -> Bool {
        (name.hasPrefix(InventoryVariable.ownPrefix) || name.hasPrefix(InventoryVariable.ansiblePrefix))
            && (InventoryVariable(rawValue: name) != nil || ForeignVariable.names.contains(name)
                || name.hasPrefix(InventoryVariable.settingPrefix))
    }
}
