/// Numbers in YAML 1.1's spellings (yaml.org/type/int, yaml.org/type/float, as PyYAML narrows them).
enum YAMLNumber {
    /// Longer runs of digits stay text: turning them into decimals costs their square.
    static let mostDigits = 4300

    /// Decimal digits for a whole number in base 2, 8, 10, 16 or 60; nil for anything else.
    static func integer(_ text: Substring.UTF8View) -> String? {
        var digits = text
        let sign = digits.first.flatMap { $0 == minus || $0 == plus ? $0 : nil }
        if sign != nil { digits = digits.dropFirst() }
        guard digits.count <= mostDigits, let magnitude = magnitude(digits) else { return nil }
        return sign == minus && magnitude != "0" ? "-" + magnitude : magnitude
    }

    private static func magnitude(_ digits: Substring.UTF8View) -> String? {
        guard let first = digits.first, isDigit(first) else { return nil }
        if first == zero {
            let rest = digits.dropFirst()
            guard let second = rest.first else { return "0" }
            switch second {
            case UInt8(ascii: "b"): return based(rest.dropFirst(), base: 2)
            case UInt8(ascii: "x"): return based(rest.dropFirst(), base: 16)
            default: return based(rest, base: 8)
            }
        }
        if digits.contains(UInt8(ascii: ":")) { return sixties(digits).flatMap { UInt64(exactly: $0) }.map { "\($0)" } }
        guard digits.allSatisfy({ isDigit($0) || $0 == underscore }) else { return nil }
        return String(decoding: digits.filter { $0 != underscore }, as: UTF8.self)
    }

    private static func based(_ digits: Substring.UTF8View, base: Int) -> String? {
        guard !digits.isEmpty else { return nil }
        var values: [Int] = []
        for byte in digits where byte != underscore {
            guard let value = Character(UnicodeScalar(byte)).hexDigitValue, value < base else { return nil }
            values.append(value)
        }
        // `0x_` has no digit at all and is text; `0_` is octal's nothing, which Python reads as 0.
        guard !values.isEmpty || base == 8 else { return nil }
        return DecimalDigits.of(values, base: base)
    }

    /// `H:MM:SS` and the like; nil when it is none or more than fits.
    private static func sixties(_ digits: Substring.UTF8View) -> Double? {
        let parts = digits.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard let head = parts.first, head.allSatisfy({ isDigit($0) || $0 == underscore }),
            var sum = Double(String(decoding: head.filter { $0 != underscore }, as: UTF8.self))
        else { return nil }
        for part in parts.dropFirst() {
            guard (1...2).contains(part.count), part.allSatisfy(isDigit), let value = Int(Substring(part)), value < 60
            else { return nil }
            sum = sum * 60 + Double(value)
        }
        return sum
    }

    /// A number with a point, an infinity or not-a-number; nil for anything else.
    static func real(_ text: String) -> Double? {
        switch text.drop(while: { $0 == "+" || $0 == "-" }).lowercased() {
        case ".inf" where isSpelled(text): return text.hasPrefix("-") ? -.infinity : .infinity
        case ".nan" where text.hasPrefix(".") && isSpelled(text): return .nan
        default: break
        }
        var rest = text.utf8[...]
        let isNegative = rest.first == minus
        let hasSign = isNegative || rest.first == plus
        if hasSign { rest = rest.dropFirst() }
        let whole = rest.prefix { isDigit($0) || $0 == underscore || $0 == UInt8(ascii: ":") }
        rest = rest.dropFirst(whole.count)
        guard rest.first == UInt8(ascii: ".") else { return nil }
        rest = rest.dropFirst()
        let fraction = rest.prefix { isDigit($0) || $0 == underscore }
        rest = rest.dropFirst(fraction.count)
        let decimals = String(decoding: fraction.filter { $0 != underscore }, as: UTF8.self)
        if whole.contains(UInt8(ascii: ":")) {
            guard rest.isEmpty, let sum = sixties(whole), let part = Double("0." + decimals + "0") else { return nil }
            return isNegative ? -(sum + part) : sum + part
        }
        if whole.isEmpty { guard !hasSign, fraction.first.map(isDigit) == true else { return nil } }
        guard whole.isEmpty || whole.first.map(isDigit) == true, isExponent(rest) else { return nil }
        let digits = String(decoding: whole.filter { $0 != underscore }, as: UTF8.self)
        let exponent = String(decoding: rest, as: UTF8.self)
        return Double((isNegative ? "-" : "") + "0" + digits + "." + decimals + "0" + exponent)
    }

    /// What `!!float` makes of a text: a whole number will do.
    static func tagged(_ text: String) -> Double? {
        if let real = real(text) { return real }
        let plain = text.filter { $0 != "_" }
        guard plain.utf8.allSatisfy({ isDigit($0) || "+-.eE".utf8.contains($0) }) else { return nil }
        return Double(plain)
    }

    /// `.inf`, `.Inf`, `.INF`, not `.iNF`; at most one sign.
    private static func isSpelled(_ text: String) -> Bool {
        let signs = text.prefix { $0 == "+" || $0 == "-" }
        let word = text.dropFirst(signs.count + 1)
        return signs.count <= 1
            && (word == word.lowercased() || word == word.uppercased()
                || word == word.prefix(1).uppercased() + word.dropFirst().lowercased())
    }

    /// Nothing, or an exponent whose sign is said.
    private static func isExponent(_ text: Substring.UTF8View) -> Bool {
        guard let first = text.first else { return true }
        let rest = text.dropFirst()
        guard first == UInt8(ascii: "e") || first == UInt8(ascii: "E"), let sign = rest.first else { return false }
        let digits = rest.dropFirst()
        return (sign == plus || sign == minus) && !digits.isEmpty && digits.allSatisfy(isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    private static let minus = UInt8(ascii: "-")
    private static let plus = UInt8(ascii: "+")
    private static let zero = UInt8(ascii: "0")
    private static let underscore = UInt8(ascii: "_")
}
