/// Names in messages as coreutils writes them (gnulib's `shell-escape` quoting, a colon quoted too): bare when nothing
/// in them is special, else so that a shell reads them back.
public enum ShellQuoting {
    /// `name`, quoted where it has to be. What cannot be printed is escaped, so the result is safe to show.
    public static func quotedIfNeeded(_ name: [UInt8]) -> String {
        let units = units(of: name)
        let kinds = units.indices.map { kind(of: units[$0], at: $0, isAlone: units.count == 1) }
        let text = String(decoding: name, as: UTF8.self)
        guard units.isEmpty || kinds.contains(where: { $0 != .plain && $0 != .plainUnlessQuoted }) else { return text }
        let isReadableInDoubleQuotes = kinds.allSatisfy { [.plain, .quote, .blank].contains($0) }
        if kinds.contains(.quote), isReadableInDoubleQuotes { return "\"\(text)\"" }
        return singleQuoted(units, kinds)
    }

    /// A character, or a byte that is part of none.
    private enum Unit {
        case scalar(Unicode.Scalar)
        case byte(UInt8)
    }

    private static func units(of name: [UInt8]) -> [Unit] {
        var units: [Unit] = []
        var rest = name[...]
        while let first = rest.first {
            var decoder = UTF8()
            var bytes = rest.prefix(4).makeIterator()
            if case .scalarValue(let scalar) = decoder.decode(&bytes) {
                units.append(.scalar(scalar))
                rest.removeFirst(UTF8.width(scalar))
            } else {
                units.append(.byte(first))
                rest.removeFirst()
            }
        }
        return units
    }

    private enum Kind {
        /// Means nothing to a shell.
        case plain
        /// Means nothing where it stands, but would not be safe in double quotes.
        case plainUnlessQuoted
        /// Has to be quoted, and any quotes do.
        case blank
        /// Has to be in single quotes.
        case special
        case quote
        case unprintable
    }

    private static func kind(of unit: Unit, at index: Int, isAlone: Bool) -> Kind {
        guard case .scalar(let scalar) = unit else { return .unprintable }
        switch scalar {
        case "'": return .quote
        case " ", ":": return .blank
        case "{", "}": return isAlone ? .blank : .plainUnlessQuoted
        case "#", "~": return index == 0 ? .blank : .plainUnlessQuoted
        case "!", "\"", "$", "&", "(", ")", "*", ";", "<", "=", ">", "?", "[", "\\", "^", "`", "|": return .special
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .unassigned, .lineSeparator, .paragraphSeparator, .surrogate: return .unprintable
        default: return .plain
        }
    }

    private static func singleQuoted(_ units: [Unit], _ kinds: [Kind]) -> String {
        var text = "'"
        var isEscaping = false
        for (unit, kind) in zip(units, kinds) {
            guard case .scalar(let scalar) = unit, kind != .unprintable else {
                if !isEscaping { text += "'$'" }
                isEscaping = true
                text += escape(unit)
                continue
            }
            if isEscaping, kind != .quote { text += "''" }
            isEscaping = false
            if kind == .quote { text += #"'\''"# } else { text.unicodeScalars.append(scalar) }
        }
        return text + "'"
    }

    private static func escape(_ unit: Unit) -> String {
        switch unit {
        case .byte(let byte): octal(byte)
        case .scalar("\u{7}"): #"\a"#
        case .scalar("\u{8}"): #"\b"#
        case .scalar("\t"): #"\t"#
        case .scalar("\n"): #"\n"#
        case .scalar("\u{B}"): #"\v"#
        case .scalar("\u{C}"): #"\f"#
        case .scalar("\r"): #"\r"#
        case .scalar(let scalar): String(Character(scalar)).utf8.map(octal).joined()
        }
    }

    private static func octal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 8)
        return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
    }
}
