/// One value of a YAML document, with the place where it stands.
public struct YAMLNode: Hashable, Sendable {
    /// How a scalar was written: a plain one may mean a number, a truth value or nothing, a quoted one is text.
    public enum ScalarStyle: Hashable, Sendable {
        case plain, singleQuoted, doubleQuoted, literal, folded
    }

    /// What the node is.
    public enum Kind: Hashable, Sendable {
        case scalar(String, ScalarStyle)
        case sequence([YAMLNode])
        /// The pairs in the order of the file. Keys are scalars, and no key stands twice.
        case mapping([YAMLPair])
    }

    /// What the node is.
    public let kind: Kind
    /// The explicit tag, such as `!vault`; nil when there is none.
    public let tag: String?
    /// Where the node starts. Through an alias: where its anchor stands.
    public let mark: SourceMark

    /// A node made by hand, for tests and defaults.
    public init(_ kind: Kind, tag: String? = nil, mark: SourceMark) {
        self.kind = kind
        self.tag = tag
        self.mark = mark
    }

    /// True for an absent value: a plain scalar that is empty, `~` or `null` (YAML 1.2 core schema).
    public var isNull: Bool {
        guard case .scalar(let text, .plain) = kind else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// What the node is, in the words of an error message.
    public var kindName: String {
        switch kind {
        case .scalar: isNull ? "nothing" : "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

/// One `key: value` of a mapping.
public struct YAMLPair: Hashable, Sendable {
    /// The key, always a scalar.
    public let key: YAMLNode
    /// What it stands for.
    public let value: YAMLNode

    /// A pair.
    public init(key: YAMLNode, value: YAMLNode) {
        self.key = key
        self.value = value
    }

    /// The key's text.
    public var name: String {
        guard case .scalar(let text, _) = key.kind else { return "" }
        return text
    }
}
