internal import YAML

/// One key with its value, and where both stand.
struct Field {
    let name: String
    let keyMark: SourceMark
    let node: YAMLNode

    init(_ pair: YAMLPair) {
        name = pair.name
        keyMark = pair.key.mark
        node = pair.value
    }

    init(name: String, keyMark: SourceMark, node: YAMLNode) {
        self.name = name
        self.keyMark = keyMark
        self.node = node
    }

    /// Where to point for the value; what is not there is pointed at by its key.
    var mark: SourceMark { node.isNull ? keyMark : node.mark }

    /// True when both say the same, wherever they stand.
    func says(_ other: Field) -> Bool { Field.isSame(node, other.node) }

    private static func isSame(_ left: YAMLNode, _ right: YAMLNode) -> Bool {
        switch (left.kind, right.kind) {
        case (.scalar(let a, _), .scalar(let b, _)): a == b && left.isNull == right.isNull && left.tag == right.tag
        case (.sequence(let a), .sequence(let b)): a.count == b.count && zip(a, b).allSatisfy(isSame)
        // Two mappings at one place are the same alias; others are compared by nobody.
        case (.mapping, .mapping): left.mark == right.mark
        default: false
        }
    }
}
