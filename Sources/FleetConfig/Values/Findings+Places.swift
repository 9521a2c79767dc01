internal import YAML

/// Readers of values that go to a shell, to SSH or to HTTP, each with a grammar of its own.
extension Findings {
    /// The longest host name of DNS (RFC 1035), in bytes.
    static let longestAddress = 253
    /// The longest user name accepted, in bytes.
    static let longestUser = 64

    /// A host name, an IPv4 or an IPv6 address, without a port.
    mutating func address(_ field: Field) -> String? {
        guard let text = text(field) else { return nil }
        if let wrong = Self.problem(ofAddress: text) {
            error("\(field.name) \(quoted(text)) \(wrong.message)", at: field.mark, hint: wrong.hint)
            return nil
        }
        return text
    }

    /// A login name that neither a shell nor `ssh` can read as anything else (CVE-2023-51385).
    mutating func user(_ field: Field) -> String? {
        guard let text = text(field) else { return nil }
        guard text.utf8.count <= Self.longestUser, !text.hasPrefix("-"),
            text.utf8.allSatisfy({ isAlphanumeric($0) || "._@+-".utf8.contains($0) })
        else {
            error(
                "\(field.name) \(quoted(text)) is no login name", at: field.mark,
                hint: "1 to \(Self.longestUser) of A-Z a-z 0-9 . _ @ + -, not starting with '-'")
            return nil
        }
        return text
    }

    /// An absolute path on a host, without a slash at its end.
    mutating func hostPath(_ field: Field) -> String? {
        guard let text = text(field) else { return nil }
        func refuse(_ message: String, hint: String? = nil) -> String? {
            error("\(field.name) \(quoted(text)) \(message)", at: field.mark, hint: hint)
            return nil
        }
        guard text.hasPrefix("/") else {
            return refuse("is not absolute", hint: "a path on a host starts with '/'; '~' means nothing there")
        }
        let parts = text.split(separator: "/")
        guard !parts.isEmpty else { return refuse("is the root of the file system", hint: "name a folder") }
        guard !parts.contains(".."), !parts.contains(".") else {
            return refuse("holds '.' or '..'", hint: "write the path out")
        }
        return "/" + parts.joined(separator: "/")
    }

    /// A path on this machine, relative or absolute. `~/` stands for `home` where that is known, and is refused where it is
    /// not: nobody behind this reader would expand it.
    mutating func localPath(_ field: Field, home: String? = nil) -> String? {
        guard let text = text(field) else { return nil }
        guard !text.hasPrefix("-") else {
            error(
                "\(field.name) \(quoted(text)) starts with '-' and would be read as an option", at: field.mark,
                hint: "write ./\(text)")
            return nil
        }
        guard text.hasPrefix("~") else { return text }
        guard let home, text.hasPrefix("~/") else {
            error("\(field.name) \(quoted(text)) starts with '~'", at: field.mark, hint: "write the path out")
            return nil
        }
        return home + text.dropFirst()
    }

    /// One path on this machine or a list of them.
    mutating func localPaths(_ field: Field, home: String? = nil) -> [String]? {
        guard case .sequence(let items) = field.node.kind else { return localPath(field, home: home).map { [$0] } }
        let paths = items.map { localPath(Field(name: field.name, keyMark: field.keyMark, node: $0), home: home) }
        if items.isEmpty {
            error("\(field.name) is an empty list", at: field.mark, hint: "name a file, or remove the key")
        }
        return items.isEmpty || paths.contains(nil) ? nil : paths.compactMap(\.self)
    }

    /// The base of http or https URLs, without a slash at its end.
    mutating func baseURL(_ field: Field) -> String? {
        guard let text = text(field) else { return nil }
        switch BaseURL.read(text) {
        case .success(let url): return url.text
        case .failure(let wrong):
            error("\(field.name) \(quoted(text)) \(wrong.message)", at: field.mark, hint: wrong.hint)
            return nil
        }
    }

    /// What is wrong with a host name or an address; nil when nothing is.
    static func problem(ofAddress text: String) -> TextProblem? {
        if text.hasPrefix("-") { return TextProblem("starts with '-' and would be read as an option") }
        guard text.utf8.count <= longestAddress else { return TextProblem("is longer than \(longestAddress) bytes") }
        if text.hasPrefix("[") { return TextProblem("has brackets", hint: "an IPv6 address stands here without them") }
        if text.utf8.contains(UInt8(ascii: ":")) { return problem(ofIPv6: text) }
        guard text.utf8.allSatisfy({ isAlphanumeric($0) || ".-_".utf8.contains($0) }) else {
            return TextProblem(
                "is neither a host name nor an address",
                hint: "letters, digits, '.', '-' and '_'; a name in another script in its xn-- form")
        }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        let named = labels.last == "" ? labels.dropLast() : labels[...]
        guard !named.isEmpty, named.allSatisfy({ (1...63).contains($0.utf8.count) }) else {
            return TextProblem("has a part between dots that is empty or longer than 63 letters")
        }
        return nil
    }

    private static func problem(ofIPv6 text: String) -> TextProblem? {
        let parts = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
        let isZoneGood = parts.count == 1 || (!parts[1].isEmpty && parts[1].utf8.allSatisfy(isAlphanumeric))
        let groups = parts[0].split(separator: ":", omittingEmptySubsequences: false)
        guard groups.count > 2 else {
            return TextProblem("holds a ':'", hint: "the port stands in ansible_port")
        }
        let isHexadecimal = parts[0].utf8.allSatisfy {
            isAlphanumeric($0) && Character(UnicodeScalar($0)).isHexDigit || $0 == UInt8(ascii: ":")
                || $0 == UInt8(ascii: ".")
        }
        guard isZoneGood, isHexadecimal, groups.count <= 9 else { return TextProblem("is no IPv6 address") }
        return nil
    }
}

/// What is wrong with a text, to stand after the text in a message.
public struct TextProblem: Error {
    /// Continues a sentence that begins with the text.
    public let message: String
    public let hint: String?

    init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }
}

func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
    default: false
    }
}
