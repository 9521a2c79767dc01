internal import FleetModel
internal import YAML

/// Reads `config:` of a playbook.
enum ConfigurationReader {
    /// The most values, and the most secrets.
    static let maximumNames = 200

    private static let keys = ["template", "path", "form", "owner", "values", "secrets", "vault_password"]
    private static let explained = [
        "mode": "it is 0600, and nothing else", "file": "it is path on the host, template here",
    ]

    /// How configurations are made; nil when something is wrong.
    static func read(_ field: Field, _ findings: inout Findings) -> ConfigurationSpecification? {
        guard !field.node.isNull else {
            findings.error("config has no value", at: field.mark, hint: "config: {template: templates/node.yaml}")
            return nil
        }
        guard let fields = Fields(field.node, of: "config", keys: keys, explained: explained, &findings) else {
            return nil
        }
        let template = fields["template"].map { findings.localPath($0) }
        let path = fields["path"].map { findings.text($0) } ?? ConfigurationSpecification.standardPath
        let forms = ConfigurationSpecification.Form.allCases.map(\.rawValue)
        let form = fields["form"].map { findings.choice($0, among: forms) } ?? "yaml"
        let owner = fields["owner"].map { findings.user($0) }
        let values = fields["values"].map { named($0, &findings) { $1.configurationContent($0) } } ?? []
        let secrets = fields["secrets"].map { named($0, &findings) { $1.secretSource($0) } } ?? []
        let password = fields["vault_password"].map { findings.secretSource($0, canBeVault: false) }
        let isComplete = [template == .some(nil), owner == .some(nil), password == .some(nil)].allSatisfy { !$0 }
        guard isComplete, let path, let form = form.flatMap(ConfigurationSpecification.Form.init), let values,
            let secrets
        else { return nil }
        if password == nil, let field = fields["secrets"], secrets.contains(where: { $0.1.hasPrefix("vault:") }) {
            findings.error(
                "a secret comes from an encrypted file, and config has no vault_password", at: field.mark,
                hint: "vault_password: \"file:PATH\", or env:NAME, command:PROGRAM or ask")
            return nil
        }
        return ConfigurationSpecification(
            template: template.flatMap(\.self), path: path, form: form, owner: owner.flatMap(\.self),
            values: values.map { ConfigurationValue(name: $0.0, content: $0.1) },
            secrets: secrets.map { SecretReference(name: $0.0, source: $0.1) },
            vaultPassword: password.flatMap(\.self))
    }

    /// A mapping of names, in order of names; nil when something is wrong.
    private static func named<Value>(
        _ field: Field, _ findings: inout Findings, _ read: (Field, inout Findings) -> Value?
    ) -> [(ConfigurationName, Value)]? {
        guard !field.node.isNull else { return [] }
        guard case .mapping(let pairs) = field.node.kind else {
            findings.error("\(field.name) is \(field.node.kindName); a mapping of names is expected", at: field.mark)
            return nil
        }
        guard pairs.count <= maximumNames else {
            findings.error("\(pairs.count) names; at most \(maximumNames) are read", at: field.mark)
            return nil
        }
        let found = pairs.map { pair -> (ConfigurationName, Value)? in
            guard !findings.refuseMerge(pair) else { return nil }
            guard let name = ConfigurationName(rawValue: pair.name) else {
                findings.error(
                    "\(quoted(pair.name)) is no name of a value", at: pair.key.mark,
                    hint: "small letters, digits and '_', a letter first")
                return nil
            }
            return read(Field(pair), &findings).map { (name, $0) }
        }
        guard !found.contains(where: { $0 == nil }) else { return nil }
        return found.compactMap(\.self).sorted { $0.0 < $1.0 }
    }
}

extension Findings {
    /// Where a secret comes from. What may be the secret itself is refused and not quoted.
    mutating func secretSource(_ field: Field, canBeVault: Bool = true) -> String? {
        guard case .scalar(let text, _) = field.node.kind, field.node.tag == nil, !field.node.isNull,
            !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            error("\(field.name) says no place of a secret", at: field.mark, hint: Self.sourceHint)
            return nil
        }
        let kinds = ["file:", "env:", "command:"] + (canBeVault ? ["vault:"] : [])
        guard text == "ask" || kinds.contains(where: { text.hasPrefix($0) && text.count > $0.count }),
            text.utf8.count <= Self.longestValue
        else {
            error("\(field.name) says no place of a secret", at: field.mark, hint: Self.sourceHint)
            return nil
        }
        return text
    }

    private static let sourceHint =
        "file:PATH, env:NAME, command:PROGRAM ARGUMENT…, vault:FILE, vault:FILE#KEY or ask; never the secret itself"
}
