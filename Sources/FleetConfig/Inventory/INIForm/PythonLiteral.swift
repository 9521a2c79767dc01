internal import YAML

/// Literals of Python's (docs: ast.literal_eval): numbers, text, truth values, None, and lists, tuples, sets and
/// dictionaries of them. They come as nodes of YAML that mean the same.
struct PythonLiteral {
    /// Deepest nesting that is followed.
    static let maximumDepth = 64

    /// Thrown where the text is no literal.
    private struct NoLiteral: Error {}

    private var rest: Substring.UnicodeScalarView
    private let mark: SourceMark
    private var depth = 0

    /// The value of `text`; nil when it is no literal.
    static func read(_ text: String, at mark: SourceMark) -> YAMLNode? {
        var parser = PythonLiteral(rest: text[...].unicodeScalars, mark: mark)
        return try? parser.whole()
    }

    private init(rest: Substring.UnicodeScalarView, mark: SourceMark) {
        self.rest = rest
        self.mark = mark
    }

    /// A value, or several with commas between them, which make a tuple.
    private mutating func whole() throws(NoLiteral) -> YAMLNode {
        skipBlanks()
        let first = try value()
        skipBlanks()
        guard take(",") else {
            try end()
            return first
        }
        var items = [first]
        skipBlanks()
        while !isAtEnd {
            items.append(try value())
            skipBlanks()
            guard take(",") else { break }
            skipBlanks()
        }
        try end()
        return list(items)
    }

    private var isAtEnd: Bool { rest.isEmpty || rest.first == "#" }

    private func end() throws(NoLiteral) {
        guard isAtEnd else { throw NoLiteral() }
    }

    private mutating func value() throws(NoLiteral) -> YAMLNode {
        guard let first = rest.first else { throw NoLiteral() }
        switch first {
        case "[": return list(try items(closedBy: "]"))
        case "(": return try parenthesised()
        case "{": return try braced()
        case "+", "-":
            rest.removeFirst()
            skipBlanks()
            return try number(isNegative: first == "-")
        case "0"..."9", ".": return try number(isNegative: false)
        default: return try wordOrText()
        }
    }

    // MARK: - Collections

    private mutating func items(closedBy close: Unicode.Scalar) throws(NoLiteral) -> [YAMLNode] {
        try open()
        var items: [YAMLNode] = []
        while !take(close) {
            items.append(try value())
            skipBlanks()
            if take(",") { skipBlanks() } else if rest.first != close { throw NoLiteral() }
        }
        depth -= 1
        return items
    }

    /// `()` and `(1,)` are tuples, `(1)` is the number.
    private mutating func parenthesised() throws(NoLiteral) -> YAMLNode {
        try open()
        var items: [YAMLNode] = []
        var isTuple = rest.first == ")"
        while !take(")") {
            items.append(try value())
            skipBlanks()
            if take(",") {
                isTuple = true
                skipBlanks()
            } else if rest.first != ")" {
                throw NoLiteral()
            }
        }
        depth -= 1
        guard let only = items.first, !isTuple else { return list(items) }
        return only
    }

    /// A dictionary, or a set, which becomes a list of its different values.
    private mutating func braced() throws(NoLiteral) -> YAMLNode {
        try open()
        var pairs: [YAMLPair] = []
        var items: [YAMLNode] = []
        while !take("}") {
            let key = try value()
            guard case .scalar = key.kind else { throw NoLiteral() }
            skipBlanks()
            if take(":") {
                skipBlanks()
                let pair = YAMLPair(key: key, value: try value())
                pairs.removeAll { $0.key.scalar == key.scalar }
                pairs.append(pair)
            } else if !items.contains(where: { $0.scalar == key.scalar }) {
                items.append(key)
            }
            skipBlanks()
            if take(",") { skipBlanks() } else if rest.first != "}" { throw NoLiteral() }
        }
        depth -= 1
        guard pairs.isEmpty || items.isEmpty else { throw NoLiteral() }
        return items.isEmpty ? YAMLNode(.mapping(pairs), mark: mark) : list(items)
    }

    private mutating func open() throws(NoLiteral) {
        depth += 1
        guard depth <= Self.maximumDepth else { throw NoLiteral() }
        rest.removeFirst()
        skipBlanks()
    }

    private func list(_ items: [YAMLNode]) -> YAMLNode { YAMLNode(.sequence(items), mark: mark) }

    // MARK: - Single values

    private mutating func number(isNegative: Bool) throws(NoLiteral) -> YAMLNode {
        if !isNegative, rest.starts(with: "...".unicodeScalars) {
            rest.removeFirst(3)
            return YAMLNode(.scalar("...", .doubleQuoted), mark: mark)
        }
        guard let (kind, count) = PythonNumber.read(rest) else { throw NoLiteral() }
        rest.removeFirst(count)
        switch kind {
        case .integer(let digits):
            return YAMLNode(.scalar((isNegative && digits != "0" ? "-" : "") + digits, .plain), mark: mark)
        case .real(let text):
            return YAMLNode(
                .scalar((isNegative ? "-" : "") + text, .plain), tag: "tag:yaml.org,2002:float", mark: mark)
        }
    }

    private mutating func wordOrText() throws(NoLiteral) -> YAMLNode {
        for (word, meaning) in [("True", "true"), ("False", "false"), ("None", "null")] {
            guard rest.starts(with: word.unicodeScalars) else { continue }
            let next = rest.dropFirst(word.count).first
            guard next.map({ !$0.properties.isXIDContinue }) ?? true else { throw NoLiteral() }
            rest.removeFirst(word.count)
            return YAMLNode(.scalar(meaning, .plain), mark: mark)
        }
        var text: PythonText?
        while let piece = PythonText.read(&rest) {
            guard text == nil || text?.isBytes == piece.isBytes else { throw NoLiteral() }
            text = PythonText(text: (text?.text ?? "") + piece.text, isBytes: piece.isBytes)
            skipBlanks()
        }
        guard let text else { throw NoLiteral() }
        let tag = text.isBytes ? InventoryTag.bytes : nil
        return YAMLNode(.scalar(text.text, .doubleQuoted), tag: tag, mark: mark)
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func skipBlanks() {
        while let first = rest.first, first == " " || first == "\t" || first == "\u{C}" { rest.removeFirst() }
    }
}

/// Tags that say more of a value than YAML's own.
enum InventoryTag {
    /// Ansible's mark of text that is never a template.
    static let unsafe = "!unsafe"
    /// Encrypted by ansible-vault.
    static let vaults = ["!vault", "!vault-encrypted"]
    /// Python's bytes, which become text that nobody vouches for.
    static let bytes = "!bytes"
}
