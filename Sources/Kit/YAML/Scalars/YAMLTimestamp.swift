/// Dates and times in YAML 1.1's spellings (yaml.org/type/timestamp).
enum YAMLTimestamp {
    /// ISO 8601 as Python's `isoformat` writes it; nil for a text that is no date, or a day that there is not.
    static func iso(_ text: String) -> String? {
        guard text.utf8.count <= longest else { return nil }
        var rest = text.utf8[...]
        guard let year = digits(&rest, 4...4), skip("-", &rest), let month = digits(&rest, 1...2), skip("-", &rest),
            let day = digits(&rest, 1...2), let date = date(year, month, day)
        else { return nil }
        if rest.isEmpty { return month.count == 2 && day.count == 2 ? date : nil }
        guard skip("Tt", &rest) || skipBlanks(&rest), let hour = digits(&rest, 1...2, below: 24), skip(":", &rest),
            let minute = digits(&rest, 2...2, below: 60), skip(":", &rest),
            let second = digits(&rest, 2...2, below: 60)
        else { return nil }
        let fraction = skip(".", &rest) ? fraction(&rest) : ""
        _ = skipBlanks(&rest)
        guard let zone = zone(&rest), rest.isEmpty else { return nil }
        return "\(date)T\(padded(hour)):\(padded(minute)):\(padded(second))\(fraction)\(zone)"
    }

    private static let longest = 64

    private static func digits(
        _ rest: inout Substring.UTF8View, _ counts: ClosedRange<Int>, below limit: Int = 10_000
    ) -> Substring? {
        let found = rest.prefix { (48...57).contains($0) }.prefix(counts.upperBound)
        guard found.count >= counts.lowerBound, let number = Int(Substring(found)), number < limit else { return nil }
        rest = rest.dropFirst(found.count)
        return Substring(found)
    }

    private static func skip(_ characters: String, _ rest: inout Substring.UTF8View) -> Bool {
        guard let first = rest.first, characters.utf8.contains(first) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func skipBlanks(_ rest: inout Substring.UTF8View) -> Bool {
        let blanks = rest.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        rest = rest.dropFirst(blanks.count)
        return !blanks.isEmpty
    }

    /// Microseconds, or nothing where they are none.
    private static func fraction(_ rest: inout Substring.UTF8View) -> String {
        let found = rest.prefix { (48...57).contains($0) }
        rest = rest.dropFirst(found.count)
        let digits = String(Substring(found.prefix(6))) + String(repeating: "0", count: 6 - min(6, found.count))
        return digits == "000000" ? "" : ".\(digits)"
    }

    private static func date(_ year: Substring, _ month: Substring, _ day: Substring) -> String? {
        guard let year = Int(year), let month = Int(month), let day = Int(day), year > 0, (1...12).contains(month)
        else {
            return nil
        }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let longest = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...longest[month - 1]).contains(day) else { return nil }
        let digits = "\(year)"
        return String(repeating: "0", count: 4 - digits.utf8.count)
            + "\(digits)-\(padded("\(month)"))-\(padded("\(day)"))"
    }

    /// `+00:00` for `Z`, `-05:00` for `-5`, nothing where there is none; nil for a distance of a day or more.
    private static func zone(_ rest: inout Substring.UTF8View) -> String? {
        guard let first = rest.first else { return "" }
        if skip("Z", &rest) { return "+00:00" }
        guard skip("+-", &rest), let hours = digits(&rest, 1...2).flatMap({ Int($0) }) else { return nil }
        var minutes = 0
        if skip(":", &rest) {
            guard let said = digits(&rest, 2...2).flatMap({ Int($0) }) else { return nil }
            minutes = said
        }
        let total = hours * 60 + minutes
        guard total < 24 * 60 else { return nil }
        let sign = total == 0 || first == UInt8(ascii: "+") ? "+" : "-"
        return "\(sign)\(padded("\(total / 60)")):\(padded("\(total % 60)"))"
    }

    private static func padded(_ digits: some StringProtocol) -> String {
        digits.utf8.count < 2 ? "0\(digits)" : String(digits)
    }
}
