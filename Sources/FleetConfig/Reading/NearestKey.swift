import Spelling

/// What to say about a key that is not known.
enum NearestKey {
    static func hint(for key: String, among candidates: [String]) -> String {
        if let meant = NearestName.nearest(to: key, among: candidates) { return "did you mean \(quoted(meant))?" }
        return "known are: \(candidates.joined(separator: ", "))"
    }
}
