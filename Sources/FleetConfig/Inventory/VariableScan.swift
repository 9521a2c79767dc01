import Spelling
internal import YAML

/// The variables of one `vars:` or one host, as far as they concern us.
enum VariableScan {
    /// Ansible's order among groups of one depth; only a group may say it.
    static let priority = "ansible_group_priority"

    /// Variables that are neither ours nor Ansible's are left to whoever reads them.
    static func read(_ node: YAMLNode, of owner: String, _ findings: inout Findings) -> [String: Field] {
        guard !node.isNull else { return [:] }
        guard case .mapping(let pairs) = node.kind else {
            findings.error("the variables of \(owner) are \(node.kindName); a mapping is expected", at: node.mark)
            return [:]
        }
        var fields: [String: Field] = [:]
        for pair in pairs where !findings.refuseMerge(pair) {
            let name = pair.name
            if name.hasPrefix(InventoryVariable.ownPrefix) {
                guard InventoryVariable(rawValue: name) != nil else {
                    findings.error(
                        "there is no variable \(quoted(name))", at: pair.key.mark,
                        hint: NearestKey.hint(for: name, among: InventoryVariable.ownNames))
                    continue
                }
                fields[name] = Field(pair)
            } else if name.hasPrefix(InventoryVariable.ansiblePrefix) {
                if isRead(name) { fields[name] = Field(pair) } else { warnOfSlip(name, pair, &findings) }
            }
        }
        return fields
    }

    private static func isRead(_ name: String) -> Bool {
        name == priority || InventoryVariable(rawValue: name) != nil || ForeignVariable.names.contains(name)
    }

    /// Ansible has many variables that do not concern us, but one slip away from one that does is worth a word.
    private static func warnOfSlip(_ name: String, _ pair: YAMLPair, _ findings: inout Findings) {
        guard let meant = NearestName.nearest(to: name, among: InventoryVariable.ansibleNames, slips: 1) else { return }
        findings.warning("\(quoted(name)) is not read", at: pair.key.mark, hint: "did you mean \(quoted(meant))?")
    }
}
