/// The labels of a series in the order of their names. An empty value counts as no label, as it does to Prometheus.
public struct LabelSet: Sendable, Hashable {
    public struct Label: Sendable, Hashable {
        public let name: String
        public let value: String
    }

    public private(set) var labels: [Label]

    public static let none = LabelSet([:])

    public init(_ values: KeyValuePairs<String, String>) {
        var made = LabelSet(sorting: [])
        for (name, value) in values { made = made.setting(name, to: value) }
        self = made
    }

    /// - Parameter labels: each name once.
    init(sorting labels: [Label]) {
        self.labels = labels.filter { !$0.value.isEmpty }.sorted { $0.name < $1.name }
    }

    public subscript(name: String) -> String? { labels.first { $0.name == name }?.value }

    public func without(_ names: String...) -> LabelSet {
        LabelSet(sorting: labels.filter { !names.contains($0.name) })
    }

    /// The labels of these names only.
    public func keeping(_ names: [String]) -> LabelSet {
        LabelSet(sorting: labels.filter { names.contains($0.name) })
    }

    public func setting(_ name: String, to value: String) -> LabelSet {
        LabelSet(sorting: without(name).labels + [Label(name: name, value: value)])
    }
}

extension LabelSet: CustomStringConvertible {
    /// `{name="value",…}` with the format's escapes; nothing for no label.
    public var description: String {
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",") + "}"
    }

    private static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\"") || $0 == 10 }) else {
            return value
        }
        var text = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }
}
