/// Words that say that something is not finished, and paths of the machine that it was written on.
enum WordRule {
    /// Put together from halves, so that this file does not hold what it forbids.
    static let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK", "place" + "holder", "for " + "now"]
    static let unfinished = ["not " + "implemented", "coming " + "soon"]

    static func findings(_ file: SourceFile, root: String) -> [Finding] {
        let inText = (words + unfinished).flatMap { word in
            file.findings(of: word, in: file.lines, "'\(word)' says that something is missing")
        }
        let paths = file.lines.enumerated().filter { $0.element.contains(root) || namesHome($0.element) }.map {
            Finding(path: file.path, line: $0.offset + 1, message: "a path of one machine")
        }
        return inText + paths
    }

    /// True when a path into somebody's home starts in `line`; a folder called `root` within another path is fine.
    private static func namesHome(_ line: String) -> Bool {
        ["/root" + "/", "/home" + "/"].contains { home in
            let before = line.split(separator: home, omittingEmptySubsequences: false).dropLast()
            return before.contains { text in
                guard let last = text.last else { return true }
                return " \t\"'`(=:<".contains(last) && !text.hasSuffix("+ \"")
            }
        }
    }
}
