import Terminal

/// Gives the mark at the start of a line its colour; without colour the mark says the same.
enum MarkedLine {
    private static let inks: [Character: TerminalStyle.Ink] = [
        "✓": .green, "✗": .red, "↩": .yellow, "▸": .cyan, "·": .dim,
    ]

    static func painted(_ line: String, _ style: TerminalStyle) -> String {
        guard let start = line.firstIndex(where: { $0 != " " }) else { return line }
        // A line at the margin is a heading.
        guard start != line.startIndex else { return style.paint(line, .bold) }
        guard let ink = inks[line[start]] else { return line }
        return line[..<start] + style.paint(String(line[start]), ink) + line[line.index(after: start)...]
    }
}
