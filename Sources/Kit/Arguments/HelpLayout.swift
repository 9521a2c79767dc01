/// Lays out help text for a width: paragraphs and two-column lists.
struct HelpLayout {
    struct Row {
        let head: String
        let body: String
        init(_ head: String, _ body: String) {
            self.head = head
            self.body = body
        }
    }

    /// Heads longer than this get a line of their own.
    private static let widestHead = 28
    private static let narrowest = 40
    private static let indent = "  "

    private let width: Int

    init(width: Int) {
        self.width = max(width, Self.narrowest)
    }

    func paragraph(_ text: String) -> String { hanging("", text) }

    /// `first` and then `text`, with every further line set in by as much as `first` is long.
    func hanging(_ first: String, _ text: String) -> String {
        let blanks = String(repeating: " ", count: first.count)
        var lines = wrapped(text, to: width - first.count)
        if !lines.isEmpty { lines[0] = first + lines[0] }
        return ([lines.first ?? first] + lines.dropFirst().map { blanks + $0 }).joined(separator: "\n")
    }

    func list(_ title: String, _ rows: [Row]) -> String {
        guard !rows.isEmpty else { return "" }
        let column = min(rows.map(\.head.count).max() ?? 0, Self.widestHead) + 2
        let lines = rows.map { row in
            let blanks = String(repeating: " ", count: max(0, column - row.head.count))
            if row.head.count + 2 <= column { return hanging(Self.indent + row.head + blanks, row.body) }
            let body = hanging(Self.indent + String(repeating: " ", count: column), row.body)
            return Self.indent + row.head + "\n" + body
        }
        return title + "\n" + lines.joined(separator: "\n")
    }

    private func wrapped(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(whereSeparator: \.isWhitespace) {
            if line.isEmpty {
                line = String(word)
            } else if line.count + 1 + word.count <= width {
                line += " " + word
            } else {
                lines.append(line)
                line = String(word)
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }
}
