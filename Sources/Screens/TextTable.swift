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
}
