/// One file of the repository as the rules see it.
struct SourceFile: Sendable {
    /// The path from the repository's root, such as `Sources/Kit/Files/File.swift`.
    let path: String
    /// The text as written.
    let text: String
    /// The same line by line.
    let lines: [String]
    /// For Swift: the same lines with comments and the content of strings blanked out, so that only code is seen.
    let code: [String]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard path.hasSuffix(".swift") else {
            code = []
            return
        }
        let masked = CodeMask.blankingCommentsAndStrings(Array(text.utf8))
        code = masked.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    var isSource: Bool { path.hasPrefix("Sources/") }
    var isTest: Bool { path.hasPrefix("Tests/") }

    /// A finding on every line where `pattern` stands as a whole word.
    func findings(of pattern: String, in lines: [String], _ message: String) -> [Finding] {
        // Most files hold most patterns nowhere; the whole text is searched fast.
        guard text.contains(pattern) else { return [] }
        return lines.enumerated().filter { containsWord(pattern, in: $0.element) }
            .map { Finding(path: path, line: $0.offset + 1, message: message) }
    }
}

/// Something that a rule objects to.
struct Finding: Hashable, Sendable, CustomStringConvertible {
    let path: String
    let line: Int
    let message: String

    var description: String { "\(path):\(line): \(message)" }
}

/// True when `pattern` stands in `text` and no letter, digit or underscore touches an end of it that is one.
func containsWord(_ pattern: String, in text: String) -> Bool {
    let needle = Array(pattern.utf8)
    let hay = Array(text.utf8)
    guard let first = needle.first, let last = needle.last, hay.count >= needle.count else { return false }
    for start in 0...(hay.count - needle.count) where hay[start] == first {
        let end = start + needle.count
        guard hay[start..<end].elementsEqual(needle) else { continue }
        let isOpenBefore = isWordByte(first) && start > 0 && isWordByte(hay[start - 1])
        let isOpenAfter = isWordByte(last) && end < hay.count && isWordByte(hay[end])
        if !isOpenBefore && !isOpenAfter { return true }
    }
    return false
}

private func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
    default: false
    }
}
