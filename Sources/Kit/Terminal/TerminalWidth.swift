extension TerminalText {
    /// How many columns `text` takes on a terminal: two for East Asian wide characters and emoji, none for marks that
    /// combine with the character before. `text` is expected to be escaped.
    public static func columns(_ text: some StringProtocol) -> Int {
        text.reduce(0) { $0 + columns($1) }
    }

    /// `text` filled up with blanks to `width` columns, at its end or at its start; never cut.
    public static func padded(_ text: String, to width: Int, _ side: PaddingSide = .end) -> String {
        let blanks = String(repeating: " ", count: max(0, width - columns(text)))
        return side == .end ? text + blanks : blanks + text
    }

    /// `text` cut to at most `width` columns, with `…` in the last one when something was cut.
    public static func truncated(_ text: String, to width: Int) -> String {
        guard columns(text) > width else { return text }
        var result = ""
        var left = width - 1
        for character in text {
            left -= columns(character)
            guard left >= 0 else { break }
            result.append(character)
        }
        return width > 0 ? result + "…" : ""
    }

    /// The side on which blanks are added.
    public enum PaddingSide: Hashable, Sendable {
        case start, end
    }

    private static func columns(_ character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        if character.unicodeScalars.count > 1, character.unicodeScalars.contains("\u{FE0F}") { return 2 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return isWide(first) ? 2 : 1
        }
    }

    /// East Asian Width W and F (UAX 11), by block.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.isEmojiPresentation { return true }
        return switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
