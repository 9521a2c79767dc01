/// What a single value means by YAML 1.1's types (yaml.org/type), as PyYAML and with it Ansible resolve them.
///
/// A plain `yes` is a truth value, `0777` is octal, `1:30` counts in sixties, `1e5` without a point is text. Quotes make
/// text of anything, and a tag such as `!!str` decides by itself.
public enum YAMLScalar: Hashable, Sendable {
    case null
    case boolean(Bool)
    /// Decimal digits, `-` before them when negative: a document's numbers know no width.
    case integer(String)
    case real(Double)
    /// A date or a time in ISO 8601, as Python's `isoformat` writes it.
    case timestamp(String)
    case text(String)
}

extension YAMLNode {
    /// What the scalar means; nil for a list and a mapping.
    public var scalar: YAMLScalar? {
        guard case .scalar(let text, let style) = kind else { return nil }
        switch tag {
        case nil: return style == .plain ? YAMLScalar(plain: text) : .text(text)
        case "tag:yaml.org,2002:int": return YAMLNumber.integer(text.utf8[...]).map { .integer($0) } ?? .text(text)
        case "tag:yaml.org,2002:float": return YAMLNumber.tagged(text).map { .real($0) } ?? .text(text)
        case "tag:yaml.org,2002:null": return .null
        case "tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp": return YAMLScalar(plain: text)
        default: return .text(text)
        }
    }
}

extension YAMLScalar {
    /// What `text` means when it stands without quotes and without a tag.
    public init(plain text: String) {
        guard let first = text.utf8.first else {
            self = .null
            return
        }
        if let word = Self.words[text] {
            self = word
        } else if !Self.startsOfNumbers.contains(first) {
            self = .text(text)
        } else if let integer = YAMLNumber.integer(text.utf8[...]) {
            self = .integer(integer)
        } else if let real = YAMLNumber.real(text) {
            self = .real(real)
        } else if let time = YAMLTimestamp.iso(text) {
            self = .timestamp(time)
        } else {
            self = .text(text)
        }
    }

    private static let startsOfNumbers = Set("+-.0123456789".utf8)

    private static let words: [String: YAMLScalar] = {
        var words: [String: YAMLScalar] = ["~": .null]
        let spellings: [(String, YAMLScalar)] = [
            ("null", .null), ("true", .boolean(true)), ("yes", .boolean(true)), ("on", .boolean(true)),
            ("false", .boolean(false)), ("no", .boolean(false)), ("off", .boolean(false)),
        ]
        for (word, meaning) in spellings {
            for spelling in [word, word.prefix(1).uppercased() + word.dropFirst(), word.uppercased()] {
                words[spelling] = meaning
            }
        }
        return words
    }()
}
