/// Finds the key that somebody probably meant.
enum NearestKey {
    /// Keys longer than this are not compared: the cost grows with the square.
    private static let longestKey = 64

    /// The candidate nearest to `key`, when it is at most `slips` away: one in three letters unless told otherwise.
    static func nearest(to key: String, among candidates: [String], slips: Int? = nil) -> String? {
        guard key.utf8.count <= longestKey else { return nil }
        let most = slips ?? max(1, key.utf8.count / 3)
        let near = candidates.map { (name: $0, distance: distance(Array(key.utf8), Array($0.utf8))) }
        return near.filter { $0.distance <= most }.min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
    }

    /// What to say about a key that is not known.
    static func hint(for key: String, among candidates: [String]) -> String {
        if let meant = nearest(to: key, among: candidates) { return "did you mean \(quoted(meant))?" }
        return "known are: \(candidates.joined(separator: ", "))"
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
