/// A file fits a reader's head, a function one idea (docs: how the code reads).
enum LengthRule {
    static let longestFile = 400
    static let longestFunction = 60

    static func files(_ file: SourceFile) -> [Finding] {
        let count = file.lines.last == "" ? file.lines.count - 1 : file.lines.count
        guard count > longestFile else { return [] }
        return [Finding(path: file.path, line: count, message: "\(count) lines; a file has at most \(longestFile)")]
    }

    /// Blocks that belong to `func`, `init`, `deinit`, `subscript` or `var`, counted from the keyword to the brace.
    static func functions(_ file: SourceFile) -> [Finding] {
        var open: [Int?] = []
        var header: [(line: Int, text: String)] = []
        var findings: [Finding] = []
        for (index, text) in file.code.enumerated() {
            var piece = ""
            for character in text {
                switch character {
                case "{":
                    open.append(functionStart(header + [(index, piece)]))
                    header = []
                    piece = ""
                case "}":
                    if let start = open.popLast().flatMap({ $0 }), index - start + 1 > longestFunction {
                        let message = "\(index - start + 1) lines; a function has at most \(longestFunction)"
                        findings.append(Finding(path: file.path, line: start + 1, message: message))
                    }
                    header = []
                    piece = ""
                default: piece.append(character)
                }
            }
            header.append((index, piece))
        }
        return findings
    }

    /// The line of the last declaring keyword before a brace; nil when the brace opens something else.
    private static func functionStart(_ header: [(line: Int, text: String)]) -> Int? {
        header.last { piece in
            ["func", "init", "deinit", "subscript", "var"].contains { keyword in
                containsWord(keyword, in: piece.text) && !piece.text.contains(".\(keyword)")
            }
        }?.line
    }
}
