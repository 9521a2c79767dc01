/// One string or bytes literal of Python's (docs: Lexical analysis, string literals).
struct PythonText {
    let text: String
    let isBytes: Bool

    init(text: String, isBytes: Bool) {
        self.text = text
        self.isBytes = isBytes
    }

    /// Takes the literal that `rest` starts with; nil, and nothing taken, when there is none.
    static func read(_ rest: inout Substring.UnicodeScalarView) -> PythonText? {
        var scalars = rest
        let prefix = String(scalars.prefix { ("a"..."z").contains($0) || ("A"..."Z").contains($0) }).lowercased()
        guard ["", "r", "u", "b", "br", "rb"].contains(prefix) else { return nil }
        scalars = scalars.dropFirst(prefix.utf8.count)
        guard let quote = scalars.first, quote == "'" || quote == "\"" else { return nil }
        let isTriple = scalars.starts(with: [quote, quote, quote])
        scalars = scalars.dropFirst(isTriple ? 3 : 1)
        var text = String.UnicodeScalarView()
        while let scalar = scalars.first {
            if scalar == quote, !isTriple || scalars.starts(with: [quote, quote, quote]) {
                rest = scalars.dropFirst(isTriple ? 3 : 1)
                return PythonText(text: String(text), isBytes: prefix.contains("b"))
            }
            guard !prefix.contains("b") || scalar.isASCII else { return nil }
            scalars = scalars.dropFirst()
            guard scalar == "\\" else {
                text.append(scalar)
                continue
            }
            guard let next = scalars.first else { return nil }
            if prefix.contains("r") {
                text.append(contentsOf: [scalar, next])
                scalars = scalars.dropFirst()
            } else {
                guard let escaped = escape(&scalars, isBytes: prefix.contains("b")) else { return nil }
                text.append(contentsOf: escaped)
            }
        }
        return nil
    }

    /// What stands behind a `\`; one that means nothing stays, and nil is for one that is cut off.
    private static func escape(_ rest: inout Substring.UnicodeScalarView, isBytes: Bool) -> [Unicode.Scalar]? {
        guard let first = rest.first else { return nil }
        if let plain = plain[first] {
            rest = rest.dropFirst()
            return [plain]
        }
        let octal = rest.prefix(3).prefix { ("0"..."7").contains($0) }
        if !octal.isEmpty {
            rest = rest.dropFirst(octal.count)
            return UInt32(String(octal), radix: 8).flatMap(Unicode.Scalar.init).map { [$0] }
        }
        let lengths: [Unicode.Scalar: Int] = isBytes ? ["x": 2] : ["x": 2, "u": 4, "U": 8]
        guard let length = lengths[first] else {
            // A name of Unicode's is not looked up.
            guard isBytes || first != "N" else { return nil }
            rest = rest.dropFirst()
            return ["\\", first]
        }
        let digits = rest.dropFirst().prefix(length)
        guard digits.count == length, digits.allSatisfy({ $0.properties.isASCIIHexDigit }),
            let scalar = UInt32(String(digits), radix: 16).flatMap(Unicode.Scalar.init)
        else { return nil }
        rest = rest.dropFirst(length + 1)
        return [scalar]
    }

    private static let plain: [Unicode.Scalar: Unicode.Scalar] = [
        "\\": "\\", "'": "'", "\"": "\"", "a": "\u{7}", "b": "\u{8}", "f": "\u{C}", "n": "\n", "r": "\r", "t": "\t",
        "v": "\u{B}",
    ]
}
