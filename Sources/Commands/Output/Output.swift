public import Terminal

/// Where a command prints. Whatever a host or a file said is escaped here, on its way out.
public struct Output: Sendable {
    private let result: StandardStream
    private let prose: StandardStream
    /// Whether a person watches: then a live view may be drawn.
    public let isLive: Bool
    /// Colour and width of the result.
    public let style: TerminalStyle

    /// Columns of the terminal.
    public var width: Int { style.width }

    /// Standard output carries the result, standard error the rest.
    ///
    /// - Parameter environment: of the process; `NO_COLOR`, `TERM` and `COLUMNS` count.
    public init(
        result: StandardStream = .output, prose: StandardStream = .error, environment: [String: String]
    ) {
        self.result = result
        self.prose = prose
        isLive = result.isTerminal && environment["TERM"] != "dumb"
        style = TerminalStyle(isTerminal: isLive, terminalWidth: result.width, environment: environment)
    }

    func print(_ lines: [String]) {
        for line in lines { result.write(TerminalText.escaped(line) + "\n") }
    }

    func print(_ line: String) { print([line]) }

    /// For a person, beside the result.
    func say(_ lines: [String]) {
        for line in lines { prose.write(TerminalText.escaped(line) + "\n") }
    }

    func say(_ line: String) { say([line]) }

    /// Whether a person watches what is said beside the result.
    var isWatched: Bool { prose.isTerminal && isLive }

    /// How often somebody was asked something at the terminal: what was drawn before stands above the question.
    var questions: Int { TerminalDesk.process.questions }

    /// Whether somebody ended the program at a question.
    var isWavedOff: Bool { TerminalDesk.process.isClosed }

    /// Control sequences of our own, beside the result; not while somebody is being asked.
    func sayControl(_ sequence: String) { if !isHeld { prose.write(sequence) } }

    /// Bytes as they are, for output that must match another program's to the byte.
    func write(_ bytes: [UInt8]) { result.write(bytes) }

    /// Control sequences of our own, for a live view; not while somebody is being asked.
    func control(_ sequence: String) { if !isHeld { result.write(sequence) } }

    /// Whether a question stands where a live view would be drawn.
    var isHeld: Bool { isLive && TerminalDesk.process.isTaken }
}
