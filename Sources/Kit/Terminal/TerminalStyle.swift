/// Whether and how a stream may be coloured. Colour never carries meaning alone.
public struct TerminalStyle: Hashable, Sendable {
    /// True when colour may be used.
    public let usesColour: Bool
    /// The width to lay out for, in columns.
    public let width: Int

    /// The width when nobody says otherwise.
    public static let defaultWidth = 80

    /// A style of your own.
    public init(usesColour: Bool, width: Int = defaultWidth) {
        self.usesColour = usesColour
        self.width = width
    }

    /// What a stream and the environment allow.
    ///
    /// No colour without a terminal, with a non-empty `NO_COLOR` (no-color.org), or with `TERM=dumb`. Without a
    /// terminal the width is that of `COLUMNS`, else 80.
    public init(
        isTerminal: Bool, terminalWidth: Int?, environment: [String: String]
    ) {
        let isRefused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        usesColour = isTerminal && !isRefused && environment["TERM"] != "dumb"
        let stated = environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        width = terminalWidth ?? stated ?? Self.defaultWidth
    }

    /// The colours in use, each with one meaning.
    public enum Ink: Int, Hashable, Sendable {
        case bold = 1
        case dim = 2
        case red = 31
        case green = 32
        case yellow = 33
        case cyan = 36
    }

    /// `text` in a colour, or as it is when colour may not be used (ECMA-48 SGR).
    public func paint(_ text: String, _ ink: Ink) -> String {
        usesColour ? "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m" : text
    }
}
