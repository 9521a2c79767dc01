internal import FleetModel
internal import YAML

/// Reads what an inventory states for templates: `cj_config_NAME`.
enum SettingReader {
    /// The values in order of names; nil when one is wrong.
    static func read(_ variables: [String: Field], _ findings: inout Findings) -> [ConfigurationValue]? {
        let stated = variables.filter { $0.key.hasPrefix(InventoryVariable.settingPrefix) }.sorted { $0.key < $1.key }
        let values = stated.map { entry -> ConfigurationValue? in
            // A name that is none was said where it stands.
            let named = ConfigurationName(rawValue: String(entry.key.dropFirst(InventoryVariable.settingPrefix.count)))
            guard let name = named, let content = findings.configurationContent(entry.value) else { return nil }
            return ConfigurationValue(name: name, content: content)
        }
        return values.contains { $0 == nil } ? nil : values.compactMap(\.self)
    }
}

extension Findings {
    /// The longest list of a configuration's values.
    private static let longestList = 1000

    /// The name in `cj_config_NAME`.
    mutating func settingName(_ field: Field) -> ConfigurationName? {
        let text = String(field.name.dropFirst(InventoryVariable.settingPrefix.count))
        guard let name = ConfigurationName(rawValue: text) else {
            refuse(
                "\(quoted(field.name)) names no value for a configuration", at: field.keyMark,
                hint: "cj_config_ and small letters, digits and '_', a letter first")
            return nil
        }
        return name
    }

    /// One text, or a list of texts.
    mutating func configurationContent(_ field: Field) -> ConfigurationValue.Content? {
        guard case .sequence(let elements) = field.node.kind else { return text(field).map { .text($0) } }
        guard elements.count <= Self.longestList else {
            error("\(field.name) has \(elements.count) values; at most \(Self.longestList) are read", at: field.mark)
            return nil
        }
        let texts = elements.map { text(Field(name: "a value of \(field.name)", keyMark: field.keyMark, node: $0)) }
        return texts.contains { $0 == nil } ? nil : .list(texts.compactMap(\.self))
    }
}
