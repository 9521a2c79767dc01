/// Columns of text, each as wide as its widest cell.
struct TextTable {
    enum Side { case start, end }

    private let indent: String
    private let sides: [Side]
    private var rows: [[String]] = []

    /// `sides` says for each column where its text stands; the last one may be left out.
    init(indent: String = "", sides: [Side] = []) {
        self.indent = indent
        self.sides = sides
    }

    mutating func add(_ cells: [String]) { rows.append(cells) }

    var lines: [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            var line = indent
            for (column, cell) in row.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                let isEnd = column < sides.count && sides[column] == .end
                let isLast = column == row.count - 1
                line += isEnd ? padding + cell : cell + (isLast ? "" : padding)
                if !isLast { line += "  " }
            }
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
    }

    /// The same with the last column's text broken at blanks, so that no line is longer than `width` where that can be.
    func lines(within width: Int) -> [String] {
        lines.flatMap { line in Self.broken(line, at: width, under: textStart) }
    }

    /// Where the last column begins.
    private var textStart: Int {
        let count = rows.map(\.count).max() ?? 0
        return indent.count
            + (0..<max(0, count - 1)).reduce(0) { start, column in
                start + 2 + (rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0)
            }
    }

    private static func broken(_ line: String, at width: Int, under start: Int) -> [String] {
        guard line.count > width else { return [line] }
        let margin = String(repeating: " ", count: start)
        var (lines, current) = ([String](), String(line.prefix(start)))
        for word in line.dropFirst(start).split(separator: " ") {
            let isFirst = current.count == start
            if !isFirst && current.count + 1 + word.count > width {
                lines.append(current)
                current = margin + word
            } else {
                current += (isFirst ? "" : " ") + word
            }
        }
        return lines + [current]
    }
}
