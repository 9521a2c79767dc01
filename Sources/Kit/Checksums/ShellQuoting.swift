/// Names in messages as coreutils writes them (gnulib's `shell-escape` quoting, a colon quoted too): bare when nothing
/// in them is special, else so that a shell reads them back.
public enum ShellQuoting {
    /// `name`, quoted where it has to be. What cannot be printed is escaped, so the result is safe to show.
    public static func quotedIfNeeded(_ name: String) -> String {
        let scalars = Array(name.unicodeScalars)
        let kinds = scalars.indices.map { kind(of: scalars[$0], at: $0, isAlone: scalars.count == 1) }
        guard scalars.isEmpty || kinds.contains(where: { $0 != .plain && $0 != .plainUnlessQuoted }) else {
            return name
        }
        let isReadableInDoubleQuotes = kinds.allSatisfy { [.plain, .quote, .blank].contains($0) }
        if kinds.contains(.quote), isReadableInDoubleQuotes { return "\"\(name)\"" }
        return singleQuoted(scalars, kinds)
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

    private static func kind(of scalar: Unicode.Scalar, at index: Int, isAlone: Bool) -> Kind {
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

    private static func singleQuoted(_ scalars: [Unicode.Scalar], _ kinds: [Kind]) -> String {
        var text = "'"
        var isEscaping = false
        for (scalar, kind) in zip(scalars, kinds) {
            if kind == .unprintable {
                if !isEscaping { text += "'$'" }
                isEscaping = true
                text += escape(scalar)
                continue
            }
            if isEscaping { text += "''" }
            isEscaping = false
            if kind == .quote { text += #"'\''"# } else { text.unicodeScalars.append(scalar) }
        }
        return text + "'"
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 7: return #"\a"#
        case 8: return #"\b"#
        case 9: return #"\t"#
        case 10: return #"\n"#
        case 11: return #"\v"#
        case 12: return #"\f"#
        case 13: return #"\r"#
        default: break
        }
        return String(Character(scalar)).utf8.reduce(into: "") { text, byte in
            let octal = String(byte, radix: 8)
            text += "\\" + String(repeating: "0", count: 3 - octal.count) + octal
        }
    }
}
