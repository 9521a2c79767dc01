import Terminal
import Testing

@Suite("text for terminals")
struct TerminalTextTests {
    /// What CVE-2021-25743 (kubectl), CVE-2021-42574 (bidirectional) and everyday accidents send.
    @Test(
        "what could steer a terminal is spelled out",
        arguments: [
            ("\u{1B}[2J\u{1B}]0;title\u{7}", #"\u{1B}[2J\u{1B}]0;title\u{7}"#),
            ("100%\rdone", #"100%\rdone"#), ("a\nb\tc", #"a\nb\tc"#), ("a\r\nb", #"a\r\nb"#),
            ("\u{9B}31m", #"\u{9B}31m"#), ("x\u{7F}\u{0}", #"x\u{7F}\u{0}"#),
            ("user\u{202E}txt.exe", #"user\u{202E}txt.exe"#), ("a\u{2066}b\u{2069}", #"a\u{2066}b\u{2069}"#),
            ("a\u{2028}b", #"a\u{2028}b"#), ("\u{E0041}", #"\u{E0041}"#),
        ])
    func escaped(text: String, shown: String) {
        #expect(TerminalText.escaped(text) == shown)
    }

    @Test("every control character of Unicode is escaped, and nothing else of the first planes is touched")
    func allScalars() {
        for value in UInt32(0)...0x1FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = String(Character(scalar))
            let isControl = scalar.properties.generalCategory == .control || scalar.properties.isBidiControl
            let isSeparator = value == 0x2028 || value == 0x2029
            #expect((TerminalText.escaped(text) != text) == (isControl || isSeparator), "U+\(String(value, radix: 16))")
        }
    }

    @Test("ordinary text of any language stays as it is", arguments: ["naïve", "日本語", "שלום", "👩‍👩‍👧", #"C:\n"#, ""])
    func untouched(text: String) {
        #expect(TerminalText.escaped(text) == text)
    }

    @Test("several lines keep their line feeds and lose their carriage returns")
    func lines() {
        #expect(TerminalText.escapedLines("a\n\tb\rc\u{1B}") == "a\n\tb\\rc\\u{1B}")
    }

    @Test("bytes that are not UTF-8 do not stop the message")
    func bytes() {
        #expect(TerminalText.escaped(bytes: [0x61, 0xFF, 0x1B]) == "a\u{FFFD}\\u{1B}")
    }

    @Test(
        "columns are what a terminal draws",
        arguments: [("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("🚀", 2), ("❤️", 2), ("…▸✓·", 4), ("", 0)])
    func columns(text: String, count: Int) {
        #expect(TerminalText.columns(text) == count)
    }

    @Test("padding and cutting count columns")
    func layout() {
        #expect(TerminalText.padded("日", to: 4) == "日  ")
        #expect(TerminalText.padded("12", to: 4, .start) == "  12")
        #expect(TerminalText.padded("long", to: 2) == "long")
        #expect(TerminalText.truncated("validator", to: 5) == "vali…")
        #expect(TerminalText.truncated("日本語", to: 4) == "日…")
        #expect(TerminalText.truncated("abc", to: 3) == "abc")
        #expect(TerminalText.truncated("abc", to: 0) == "")
    }
}

@Suite("terminal style")
struct TerminalStyleTests {
    @Test(
        "colour needs a terminal and nobody's objection",
        arguments: [
            (true, [:], true), (false, [:], false), (true, ["NO_COLOR": "1"], false), (true, ["NO_COLOR": ""], true),
            (true, ["TERM": "dumb"], false), (true, ["TERM": "xterm"], true),
        ])
    func colour(isTerminal: Bool, environment: [String: String], expected: Bool) {
        let style = TerminalStyle(isTerminal: isTerminal, terminalWidth: nil, environment: environment)
        #expect(style.usesColour == expected)
        #expect(style.paint("ok", .green) == (expected ? "\u{1B}[32mok\u{1B}[0m" : "ok"))
    }

    @Test("the terminal's width counts, then COLUMNS, then 80")
    func width() {
        #expect(TerminalStyle(isTerminal: true, terminalWidth: 132, environment: ["COLUMNS": "50"]).width == 132)
        #expect(TerminalStyle(isTerminal: false, terminalWidth: nil, environment: ["COLUMNS": "50"]).width == 50)
        #expect(TerminalStyle(isTerminal: false, terminalWidth: nil, environment: ["COLUMNS": "-1"]).width == 80)
    }
}
