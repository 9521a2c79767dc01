/// Strings that programs trip over, as many as wanted and the same ones each time.
struct NaughtyStrings {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// What shells, terminals, option parsers and file names give a meaning to.
    static let known = [
        "", " ", "  ", "'", "''", "'''", "\"", "\\", "\\\\", "\\'", "'\\''", "$", "$$", "$HOME", "${IFS}", "$(reboot)",
        "`id`",
        "$((1+1))", "!", "!!", "!x", "~", "~root", "*", "?", "[a-z]", "{a,b}", "#", "#x", ";", "&", "&&", "|", "||",
        "<", ">",
        ">>", "<<E", "(", ")", "\n", "\n\n", "a\nb", "a\n", "\r", "\r\n", "\t", "\u{1}", "\u{7}", "\u{8}", "\u{1b}",
        "\u{1b}[2J",
        "\u{1b}]0;title\u{7}", "\u{9b}31m", "\u{7f}", "-", "--", "-n", "-e", "--help", "-rf", "=", "a=b", "PATH=/",
        "%s", "%n",
        "%", "é", "e\u{301}", "'\u{301}", "\u{1F600}", "\u{1F468}\u{200D}\u{1F469}", "\u{202e}abc", "\u{2028}",
        "\u{feff}", "\u{fffd}",
        "\u{10ffff}", "if", "then", "fi", "exec", "eval", ".", "..", "/", "//", "nil", "NULL", "0", "-1", "1e309",
        "\u{5bc6}\u{7801}",
        "mark-begin", "cjctl", "EOF", "set -e", "unset cjctl", "$cjctl", "${cjctl%.}",
    ]

    private static let pieces: [String] = known + (1...127).map { String(UnicodeScalar(UInt8($0))) }

    mutating func next() -> String {
        switch random(10) {
        case 0: return Self.known[random(Self.known.count)]
        case 1: return (0..<random(40)).map { _ in scalar() }.joined()
        case 2: return "-" + piece() + piece()
        default: return (0..<(1 + random(8))).map { _ in piece() }.joined()
        }
    }

    private mutating func piece() -> String { Self.pieces[random(Self.pieces.count)] }

    /// Any character but NUL.
    private mutating func scalar() -> String {
        UnicodeScalar(UInt32(1 + random(0x10FFFF))).map { String($0) } ?? "\u{d7ff}"
    }

    /// SplitMix64.
    private mutating func random(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }
}
