/// Makes text from elsewhere safe to show: what could move the cursor, recolour or reorder is spelled out.
public enum TerminalText {
    /// `text` for one line of a terminal. Every control character is escaped, line breaks and tabs included.
    ///
    /// Escaped as `\n`, `\r`, `\t` or `\u{XX}`: C0, DEL and C1 controls (ECMA-48), the bidirectional controls of
    /// Unicode (UAX 9, CVE-2021-42574), line and paragraph separators, and invisible tag characters. A backslash
    /// stays as it is: the result is for eyes.
    public static func escaped(_ text: some StringProtocol) -> String {
        escaped(text, keeping: [])
    }

    /// `text` for several lines: line feeds and tabs stay, everything else is escaped.
    public static func escapedLines(_ text: some StringProtocol) -> String {
        escaped(text, keeping: ["\n", "\t"])
    }

    /// Bytes of unknown encoding for one line: what is not UTF-8 becomes U+FFFD.
    public static func escaped(bytes: [UInt8]) -> String {
        escaped(String(decoding: bytes, as: UTF8.self))
    }

    private static func escaped(_ text: some StringProtocol, keeping kept: Set<Unicode.Scalar>) -> String {
        guard text.unicodeScalars.contains(where: { isDangerous($0) && !kept.contains($0) }) else {
            return String(text)
        }
        var result = ""
        for scalar in text.unicodeScalars {
            if isDangerous(scalar) && !kept.contains(scalar) {
                result += spelledOut(scalar)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F: true  // C0, DEL, C1
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true  // bidirectional
        case 0x2028, 0x2029: true  // line and paragraph separator
        case 0xE0000...0xE007F: true  // tags
        default: false
        }
    }

    private static func spelledOut(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": #"\n"#
        case "\r": #"\r"#
        case "\t": #"\t"#
        default: #"\u{"# + String(scalar.value, radix: 16, uppercase: true) + "}"
        }
    }
}
