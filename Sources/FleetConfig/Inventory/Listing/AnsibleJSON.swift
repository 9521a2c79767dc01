internal import YAML

/// A value as Ansible writes it in JSON: keys sorted, four blanks a level, `NaN` and `Infinity` as Python spells them.
enum AnsibleJSON {
    case null
    case boolean(Bool)
    /// A number in its decimal spelling.
    case number(String)
    case text(String)
    case list([AnsibleJSON])
    case object([String: AnsibleJSON])

    static func texts(_ texts: [String]) -> AnsibleJSON { .list(texts.map { .text($0) }) }

    static func variables(_ variables: [String: YAMLNode]) -> AnsibleJSON {
        .object(variables.mapValues { AnsibleJSON($0) })
    }

    /// What `node` means. Encrypted text and text marked as unsafe keep their marks.
    init(_ node: YAMLNode, isUnsafe: Bool = false) {
        let isUnsafe = isUnsafe || node.tag == InventoryTag.unsafe
        switch node.kind {
        case .sequence(let items): self = .list(items.map { Self.item($0, in: node, isUnsafe) })
        case .mapping(let pairs):
            var unheard = Findings()
            let merged = YAMLMerge.pairs(pairs, &unheard)
            if node.tag == "tag:yaml.org,2002:set" {
                self = .list(merged.map { AnsibleJSON($0.key, isUnsafe: isUnsafe) })
            } else {
                let values = merged.map { (Self.key($0.key), AnsibleJSON($0.value, isUnsafe: isUnsafe)) }
                self = .object(Dictionary(values) { _, later in later })
            }
        case .scalar(let text, _): self = Self.scalar(node, text, isUnsafe)
        }
    }

    /// An ordered mapping's entries are pairs.
    private static func item(_ item: YAMLNode, in list: YAMLNode, _ isUnsafe: Bool) -> AnsibleJSON {
        let isOrdered = ["tag:yaml.org,2002:omap", "tag:yaml.org,2002:pairs"].contains(list.tag)
        guard isOrdered, case .mapping(let pairs) = item.kind, let pair = pairs.first else {
            return AnsibleJSON(item, isUnsafe: isUnsafe)
        }
        return .list([AnsibleJSON(pair.key, isUnsafe: isUnsafe), AnsibleJSON(pair.value, isUnsafe: isUnsafe)])
    }

    private static func scalar(_ node: YAMLNode, _ text: String, _ isUnsafe: Bool) -> AnsibleJSON {
        if let tag = node.tag, InventoryTag.vaults.contains(tag) { return .object(["__ansible_vault": .text(text)]) }
        if node.tag == InventoryTag.bytes { return .object(["__ansible_unsafe": .text(text)]) }
        // The mark takes the value's quotes away, as Ansible does.
        let meaning = node.tag == InventoryTag.unsafe ? YAMLScalar(plain: text) : node.scalar
        switch meaning {
        case .null, nil: return .null
        case .boolean(let value): return .boolean(value)
        case .integer(let digits): return .number(digits)
        case .real(let value): return .number(spelling(of: value))
        case .timestamp(let time): return .text(time)
        case .text(let text): return isUnsafe ? .object(["__ansible_unsafe": .text(text)]) : .text(text)
        }
    }

    /// Keys are text in JSON, whatever they were.
    private static func key(_ node: YAMLNode) -> String {
        switch node.scalar {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .integer(let digits): digits
        case .real(let value): spelling(of: value)
        case .timestamp(let time): time
        case .text(let text): text
        case nil: ""
        }
    }

    /// Python's: the shortest that reads back the same, with an exponent from 1e16 on.
    private static func spelling(of value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        return "\(value)"
    }

    /// The value on as many lines as it takes, without one at the end.
    var text: String {
        var text = ""
        write(to: &text, indent: 0)
        return text
    }

    private func write(to text: inout String, indent: Int) {
        switch self {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .number(let digits): text += digits
        case .text(let value): Self.quote(value, to: &text)
        case .list(let items):
            Self.write(items, "[", "]", to: &text, indent: indent) { item, text in
                item.write(to: &text, indent: indent + 1)
            }
        case .object(let members):
            let sorted = members.sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }
            Self.write(sorted, "{", "}", to: &text, indent: indent) { member, text in
                Self.quote(member.key, to: &text)
                text += ": "
                member.value.write(to: &text, indent: indent + 1)
            }
        }
    }

    private static func write<Item>(
        _ items: [Item], _ open: String, _ close: String, to text: inout String, indent: Int,
        each: (Item, inout String) -> Void
    ) {
        text += open
        for (index, item) in items.enumerated() {
            text += index == 0 ? "\n" : ",\n"
            text += String(repeating: "    ", count: indent + 1)
            each(item, &text)
        }
        if !items.isEmpty { text += "\n" + String(repeating: "    ", count: indent) }
        text += close
    }

    private static func quote(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{8}": text += "\\b"
            case "\u{C}": text += "\\f"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
