/// Finds what somebody probably meant.
enum NearestName {
    /// Words longer than this are not compared: the cost grows with the square.
    private static let longestWord = 64

    /// The candidate nearest to `word`, when it is near enough to be worth saying: one slip in three letters.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        guard word.count <= longestWord else { return nil }
        let near = candidates.map { (name: $0, distance: distance(word, $0)) }
            .filter { $0.distance <= max(1, word.count / 3) || isLongPrefix(word, of: $0.name) }
        return near.min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
    }

    private static func isLongPrefix(_ word: String, of name: String) -> Bool {
        let shortest = word.hasPrefix("--") ? 5 : 3
        return word.count >= shortest && name.hasPrefix(word)
    }

    /// Insertions, deletions, changes and swaps of neighbours between two words (optimal string alignment).
    static func distance(_ left: String, _ right: String) -> Int {
        let a = Array(left)
        let b = Array(right)
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1] + [Int](repeating: 0, count: b.count)
            for j in b.indices {
                let change = last[j] + (a[i] == b[j] ? 0 : 1)
                row[j + 1] = min(change, last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1)
                }
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}
