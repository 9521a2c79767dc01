internal import YAML

/// Numbers as Python spells them (docs: Lexical analysis, numeric literals), without a sign.
enum PythonNumber {
    enum Kind {
        /// Decimal digits.
        case integer(String)
        /// Digits with a point or an exponent.
        case real(String)
    }

    /// Longer ones are refused by Python.
    private static let mostDigits = 4300

    /// The number that `text` starts with and its length; nil when there is none, or when a word follows it at once.
    static func read(_ text: Substring.UnicodeScalarView) -> (kind: Kind, length: Int)? {
        let run = text.prefix { $0.isASCII && (isAlphanumeric(UInt8($0.value)) || $0 == "_" || $0 == ".") }
        var word = String(run)
        // The sign of an exponent belongs to the number.
        let after = text.dropFirst(run.count)
        let isExponent = word.hasSuffix("e") || word.hasSuffix("E")
        if isExponent, !word.hasPrefix("0x"), let sign = after.first, sign == "+" || sign == "-" {
            word.unicodeScalars.append(sign)
            word += String(after.dropFirst().prefix { ("0"..."9").contains($0) || $0 == "_" })
        }
        guard word.utf8.count <= mostDigits, let kind = kind(word) else { return nil }
        let next = text.dropFirst(word.utf8.count).first
        return next.map({ $0.properties.isXIDContinue }) == true ? nil : (kind, word.utf8.count)
    }

    private static func kind(_ word: String) -> Kind? {
        // A `_` stands between two digits, or between a prefix and a digit.
        guard !word.hasSuffix("_"), !word.hasPrefix("_"), !word.contains("__"), !word.contains("_."),
            !word.contains("._"), !word.contains("_e"), !word.contains("e_") || word.lowercased().hasPrefix("0x")
        else { return nil }
        let plain = word.filter { $0 != "_" }.lowercased()
        for (prefix, base) in [("0x", 16), ("0o", 8), ("0b", 2)] where plain.hasPrefix(prefix) {
            let values = plain.dropFirst(2).map { $0.hexDigitValue ?? base }
            guard !values.isEmpty, values.allSatisfy({ $0 < base }) else { return nil }
            return .integer(DecimalDigits.of(values, base: base))
        }
        if plain.utf8.allSatisfy({ (48...57).contains($0) }), !plain.isEmpty {
            let isZero = plain.allSatisfy { $0 == "0" }
            guard isZero || !plain.hasPrefix("0") else { return nil }
            return .integer(isZero ? "0" : plain)
        }
        return real(plain).map { .real($0) }
    }

    /// `1.`, `.5`, `1e5` in a spelling that leaves no doubt.
    private static func real(_ word: String) -> String? {
        let parts = word.split(separator: "e", maxSplits: 1, omittingEmptySubsequences: false)
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard mantissa.count <= 2, mantissa.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            mantissa.contains(where: { !$0.isEmpty }), mantissa.count == 2 || parts.count == 2
        else { return nil }
        let digits = "0\(mantissa[0]).\(mantissa.count == 2 ? mantissa[1] : "")0"
        guard parts.count == 2 else { return digits }
        let exponent = parts[1].drop { $0 == "+" || $0 == "-" }
        guard !exponent.isEmpty, exponent.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return digits + "e" + parts[1]
    }
}
