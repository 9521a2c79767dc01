internal import YAML

/// The fields of one mapping, checked against the keys that it may have.
struct Fields {
    /// Where the mapping starts.
    let mark: SourceMark
    private let byName: [String: Field]

    subscript(name: String) -> Field? { byName[name] }

    /// Nothing given, everything left out.
    init(emptyAt mark: SourceMark) {
        self.mark = mark
        byName = [:]
    }

    /// - Parameters:
    ///   - owner: what has these fields, in the words of a message: `the service`.
    ///   - keys: the keys that it may have, in the order in which they are named to people.
    ///   - explained: hints for keys that it may not have but that people will try.
    /// - Returns: nil when the node is no mapping; `nothing` is an empty one.
    init?(
        _ node: YAMLNode, of owner: String, keys: [String], explained: [String: String] = [:],
        _ findings: inout Findings
    ) {
        mark = node.mark
        guard !node.isNull else {
            byName = [:]
            return
        }
        guard case .mapping(let pairs) = node.kind else {
            let wanted = "a mapping with \(keys.joined(separator: ", ")) is expected"
            findings.error("\(owner) is \(node.kindName); \(wanted)", at: node.mark)
            return nil
        }
        var fields: [String: Field] = [:]
        for pair in pairs {
            if keys.contains(pair.name) {
                fields[pair.name] = Field(pair)
            } else if !findings.refuseMerge(pair) {
                findings.error(
                    "\(owner) has no key \(quoted(pair.name))", at: pair.key.mark,
                    hint: explained[pair.name] ?? NearestKey.hint(for: pair.name, among: keys))
            }
        }
        byName = fields
    }
}

extension Findings {
    /// True, with an error, for YAML's merge key: what it brings in has no place of its own to point at.
    mutating func refuseMerge(_ pair: YAMLPair) -> Bool {
        guard case .scalar("<<", .plain) = pair.key.kind else { return false }
        error("merge keys ('<<') are not read", at: pair.key.mark, hint: "write the keys out, or share a group's vars")
        return true
    }
}
