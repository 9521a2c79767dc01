internal import FleetModel
internal import YAML

/// Readers of single values: nil means that the reason is among the findings.
extension Findings {
    /// The longest text that is accepted as a value, in bytes.
    static let longestValue = 1024

    /// Text on one line without control characters; never empty.
    mutating func text(_ field: Field) -> String? {
        let name = field.name
        guard case .scalar(let text, let style) = field.node.kind else {
            error("\(name) is \(field.node.kindName); a single value is expected", at: field.mark)
            return nil
        }
        guard !isTagged(field) else { return nil }
        guard !field.node.isNull, !text.isEmpty else {
            error("\(name) has no value", at: field.mark, hint: "give it one, or remove the key")
            return nil
        }
        guard !text.contains("{{"), !text.contains("{%") else {
            error(
                "\(name) holds a Jinja template, which is not evaluated here", at: field.mark,
                hint: "write the value out")
            return nil
        }
        if let scalar = text.unicodeScalars.first(where: { $0.properties.generalCategory == .control }) {
            let code = String(scalar.value, radix: 16, uppercase: true)
            let isBlock = style == .literal || style == .folded
            error(
                "\(name) holds the control character U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code)",
                at: field.mark, hint: isBlock ? "write the value on one line, without '|' or '>'" : nil)
            return nil
        }
        guard text.utf8.count <= Self.longestValue else {
            error("\(name) has \(text.utf8.count) bytes; at most \(Self.longestValue) are read", at: field.mark)
            return nil
        }
        return text
    }

    /// A whole number in decimal digits.
    mutating func number(_ field: Field, in range: ClosedRange<UInt64>) -> UInt64? {
        guard let text = text(field) else { return nil }
        let wanted = "a whole number from \(range.lowerBound) to \(range.upperBound) is expected"
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            error("\(field.name) is \(quoted(text)); \(wanted)", at: field.mark)
            return nil
        }
        guard text == "0" || !text.hasPrefix("0") else {
            error(
                "\(field.name) is \(quoted(text)), which YAML 1.1 reads as octal", at: field.mark,
                hint: "write it without the leading 0")
            return nil
        }
        guard let number = UInt64(text), range.contains(number) else {
            error("\(field.name) is \(quoted(text)); \(wanted)", at: field.mark)
            return nil
        }
        return number
    }

    /// A whole share, as in `25%`.
    mutating func percent(_ field: Field, in range: ClosedRange<Int>) -> Int? {
        guard let text = text(field) else { return nil }
        let digits = text.dropLast()
        let isWhole = digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard text.hasSuffix("%"), isWhole, digits == "0" || !digits.hasPrefix("0"), let share = Int(digits),
            range.contains(share)
        else {
            let wanted = "a whole share from \(range.lowerBound)% to \(range.upperBound)% is expected"
            error(
                "\(field.name) is \(quoted(text)); \(wanted)", at: field.mark,
                hint: text.utf8.allSatisfy(isAlphanumeric) ? "write \(text)%" : nil)
            return nil
        }
        return share
    }

    /// A number of bytes, alone or in `KiB`, `MiB` or `GiB` (1024 of each make one of the next).
    mutating func byteCount(_ field: Field, in range: ClosedRange<UInt64>) -> Int? {
        guard let text = text(field) else { return nil }
        let units: [String: UInt64] = ["": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30]
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = UInt64(digits), digits == "0" || !digits.hasPrefix("0"),
            let unit = units[String(text.dropFirst(digits.count))]
        else {
            error(
                "\(field.name) is \(quoted(text)); a number of bytes is expected", at: field.mark,
                hint: "such as 4MiB, 64KiB or 65536")
            return nil
        }
        let (bytes, isTooMuch) = number.multipliedReportingOverflow(by: unit)
        guard !isTooMuch, range.contains(bytes) else {
            error(
                "\(field.name) is \(text); it may be \(range.lowerBound) to \(range.upperBound) bytes", at: field.mark)
            return nil
        }
        return Int(bytes)
    }

    /// A truth value in YAML 1.1's words.
    mutating func boolean(_ field: Field) -> Bool? {
        guard let text = text(field) else { return nil }
        switch text.lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default:
            error("\(field.name) is \(quoted(text)); true or false is expected", at: field.mark)
            return nil
        }
    }

    /// A length of time.
    mutating func span(_ field: Field, in range: ClosedRange<TimeSpan>) -> TimeSpan? {
        guard let text = text(field) else { return nil }
        guard let span = TimeSpan(text) else {
            error(
                "\(field.name) is \(quoted(text)); a length of time is expected", at: field.mark,
                hint: "such as 250ms, 30s, 5m, 2h or 1h30m")
            return nil
        }
        guard range.contains(span) else {
            error("\(field.name) is \(span); it may be \(range.lowerBound) to \(range.upperBound)", at: field.mark)
            return nil
        }
        return span
    }

    /// One of a few words.
    mutating func choice(_ field: Field, among words: [String]) -> String? {
        guard let text = text(field) else { return nil }
        guard words.contains(text) else {
            error(
                "\(field.name) is \(quoted(text))", at: field.mark,
                hint: "it may be \(words.joined(separator: " or "))")
            return nil
        }
        return text
    }

    /// A name by its type's grammar.
    mutating func identifier<Name: Identifier>(_ field: Field, as type: Name.Type) -> Name? {
        guard let text = text(field) else { return nil }
        guard let name = Name(rawValue: text) else {
            error(
                "\(field.name) is \(quoted(text)), which is no plain name", at: field.mark,
                hint: "1 to \(maximumIdentifierLength) of A-Z a-z 0-9 . _ -, not starting with '-' or '.'")
            return nil
        }
        return name
    }

    /// Tags that change what a value is; YAML's own ones for single values and Ansible's `!unsafe` do not.
    private mutating func isTagged(_ field: Field) -> Bool {
        guard let tag = field.node.tag else { return false }
        let plain = ["str", "int", "bool", "float", "null"].map { "tag:yaml.org,2002:\($0)" } + ["!", "!unsafe"]
        guard !plain.contains(tag) else { return false }
        if tag == "!vault" || tag == "!vault-encrypted" {
            error("\(field.name) is encrypted by ansible-vault, which is not read here", at: field.mark)
        } else {
            error("\(field.name) has the tag \(quoted(tag)), which is not known", at: field.mark)
        }
        return true
    }
}
