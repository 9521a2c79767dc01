/// Tells host names and addresses, in which a range may stand for a part, from other text.
enum HostText {
    /// The text with every `[…]` cut out; nil when a bracket is not closed.
    static func outsideBrackets(_ text: some StringProtocol) -> String? {
        var kept = ""
        var isInside = false
        for character in text {
            switch character {
            case "[" where !isInside: isInside = true
            case "]" where isInside: isInside = false
            default: if !isInside { kept.append(character) }
            }
        }
        return isInside ? nil : kept
    }

    /// Labels of letters, digits, `-` and `_` with dots between them, none ending in `-` or `_`; IPv4 addresses are such
    /// names too.
    static func isName(_ text: String) -> Bool {
        guard let labels = parts(of: text, separatedBy: ".") else { return false }
        return labels.allSatisfy { label in
            guard let first = label.first, let last = label.last, first != "-", last != "-", last != "_" else {
                return false
            }
            return units(of: label, isRange: isRange).allSatisfy {
                $0 == "-" || $0 == "_" || $0.isLetter || $0.isNumber
            }
        }
    }

    /// Groups of up to four hexadecimal digits, at most eight, one `::` for those that are left out.
    static func isIPv6(_ text: String) -> Bool {
        guard let groups = parts(of: text, separatedBy: ":"), groups.count >= 3, groups.count <= 9 else { return false }
        let isFull = groups.count == 8 && !groups.contains("")
        guard isFull || text.contains("::"), !text.contains(":::") else { return false }
        return groups.allSatisfy { group in
            let digits = units(of: group, isRange: isHexadecimalRange)
            let isIPv4 = group == groups.last && group.contains(".") && isName(group)
            return isIPv4 || (digits.count <= 4 && digits.allSatisfy(\.isHexDigit))
        }
    }

    /// The parts between separators outside of brackets; nil when a bracket is not closed.
    private static func parts(of text: String, separatedBy separator: Character) -> [String]? {
        var parts = [""]
        var isInside = false
        for character in text {
            if character == "[" { isInside = true }
            if character == separator, !isInside {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
            if character == "]" { isInside = false }
        }
        return isInside ? nil : parts
    }

    /// The characters of a label, a proper range as one digit, an improper one as it stands.
    private static func units(of label: String, isRange: (Substring) -> Bool) -> [Character] {
        var units: [Character] = []
        var rest = label[...]
        while let first = rest.first {
            if first == "[", let close = rest.firstIndex(of: "]"), isRange(rest[..<close].dropFirst()) {
                units.append("0")
                rest = rest[rest.index(after: close)...]
            } else {
                units.append(first)
                rest = rest.dropFirst()
            }
        }
        return units
    }

    /// `1:3`, `a:f`, `01:15:2`.
    private static func isRange(_ text: Substring) -> Bool {
        let bounds = text.split(separator: ":", omittingEmptySubsequences: false)
        guard bounds.count == 2 || bounds.count == 3, bounds.count == 2 || isDigits(bounds[2]) else { return false }
        let isLetters = bounds[..<2].allSatisfy {
            $0.utf8.count == 1 && $0.utf8.allSatisfy { isAlphanumeric($0) && $0 > 57 }
        }
        return isLetters || bounds[..<2].allSatisfy(isDigits)
    }

    private static func isHexadecimalRange(_ text: Substring) -> Bool {
        let bounds = text.split(separator: ":", omittingEmptySubsequences: false)
        guard bounds.count == 2 || bounds.count == 3, bounds.count == 2 || isDigits(bounds[2]) else { return false }
        return bounds[..<2].allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isHexDigit) }
    }

    private static func isDigits(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) }
    }
}
