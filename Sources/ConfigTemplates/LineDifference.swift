/// What differs between two texts, line by line.
public struct LineDifference: Sendable, Hashable {
    public enum Line: Sendable, Hashable {
        case both(String)
        case removed(String)
        case added(String)
    }

    /// The longest texts that are compared line by line, as the product of the lines that differ; longer ones are said to
    /// differ throughout.
    static let maximumCells = 4_000_000

    /// Changed lines and `context` lines around them; nil stands where equal lines are left out.
    public let hunks: [[Line]]

    public var isEmpty: Bool { hunks.isEmpty }
    public var added: Int { hunks.joined().count { if case .added = $0 { true } else { false } } }
    public var removed: Int { hunks.joined().count { if case .removed = $0 { true } else { false } } }

    public init(from old: String, to new: String, context: Int = 2) {
        let lines = Self.compare(Self.lines(of: old), Self.lines(of: new))
        let changed = lines.indices.filter { if case .both = lines[$0] { false } else { true } }
        var hunks: [[Line]] = []
        var end = 0
        for index in changed {
            let from = max(0, index - context)
            let to = min(lines.count, index + context + 1)
            if hunks.isEmpty || from > end {
                hunks.append(Array(lines[from..<to]))
            } else if to > end {
                hunks[hunks.count - 1] += lines[end..<to]
            }
            end = max(end, to)
        }
        self.hunks = hunks
    }

    private static func lines(of text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    private static func compare(_ old: [String], _ new: [String]) -> [Line] {
        var head = 0
        while head < min(old.count, new.count), old[head] == new[head] { head += 1 }
        var tail = 0
        while tail < min(old.count, new.count) - head, old[old.count - 1 - tail] == new[new.count - 1 - tail] {
            tail += 1
        }
        let middle = differing(Array(old[head..<(old.count - tail)]), Array(new[head..<(new.count - tail)]))
        return old[..<head].map { .both($0) } + middle + old[(old.count - tail)...].map { .both($0) }
    }

    /// By the longest common subsequence.
    private static func differing(_ old: [String], _ new: [String]) -> [Line] {
        guard !old.isEmpty, !new.isEmpty, old.count * new.count <= maximumCells else {
            return old.map { .removed($0) } + new.map { .added($0) }
        }
        let width = new.count + 1
        var length = [Int32](repeating: 0, count: (old.count + 1) * width)
        for row in old.indices.reversed() {
            for column in new.indices.reversed() {
                let place = row * width + column
                length[place] =
                    old[row] == new[column]
                    ? length[place + width + 1] + 1 : max(length[place + width], length[place + 1])
            }
        }
        var lines: [Line] = []
        var (row, column) = (0, 0)
        while row < old.count || column < new.count {
            let place = row * width + column
            if row < old.count, column < new.count, old[row] == new[column] {
                lines.append(.both(old[row]))
                (row, column) = (row + 1, column + 1)
            } else if row < old.count, column == new.count || length[place + width] >= length[place + 1] {
                lines.append(.removed(old[row]))
                row += 1
            } else {
                lines.append(.added(new[column]))
                column += 1
            }
        }
        return lines
    }
}
