/// Finds what somebody probably meant by a word that is not known.
public enum NearestName {
    /// Words longer than this are not compared: the cost grows with the square.
    private static let longestWord = 64
    /// A shorter beginning of a name says too little.
    private static let shortestBeginning = 3

    /// The candidate nearest to `word`, when it is near enough to be worth saying; nil when none is.
    ///
    /// - Parameter slips: how far away it may be; nil for one slip in three letters, or the beginning of a name.
    public static func nearest(to word: String, among candidates: [String], slips: Int? = nil) -> String? {
        guard word.utf8.count <= longestWord else { return nil }
        let most = slips ?? max(1, word.utf8.count / 3)
        let bytes = Array(word.utf8)
        let near = candidates.map { (name: $0, distance: distance(bytes, Array($0.utf8))) }
            .filter { $0.distance <= most || (slips == nil && isBeginning(word, of: $0.name)) }
        return near.min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
    }

    private static func isBeginning(_ word: String, of name: String) -> Bool {
        word.utf8.drop { $0 == UInt8(ascii: "-") }.count >= shortestBeginning && name.hasPrefix(word)
    }

    /// Insertions, deletions, changes and swaps of neighbours between two words (optimal string alignment).
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var least = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, beforeLast[j - 1] + 1) }
                row.append(least)
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}
