public import Terminal

/// Where a command prints. Whatever a host or a file said is escaped here, on its way out.
public struct Output: Sendable {
    private let result: StandardStream
    private let prose: StandardStream
    /// Whether a person watches: then a live view may be drawn.
    public let isLive: Bool
    /// Columns of the terminal.
    public let width: Int

    /// Standard output carries the result, standard error the rest.
    public init(result: StandardStream = .output, prose: StandardStream = .error) {
        self.result = result
        self.prose = prose
        isLive = result.isTerminal
        width = result.width ?? TerminalStyle.defaultWidth
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

    /// Bytes as they are, for output that must match another program's to the byte.
    func write(_ bytes: [UInt8]) { result.write(bytes) }

    /// Control sequences of our own, for a live view.
    func control(_ sequence: String) { result.write(sequence) }
}
