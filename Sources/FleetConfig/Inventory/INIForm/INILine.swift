internal import YAML

/// One line of an INI file that says something, without the blanks around it.
struct INILine {
    let text: String
    /// Where the text starts.
    let mark: SourceMark

    /// The place of the character at `offset` in the text.
    func mark(at offset: Int) -> SourceMark {
        SourceMark(file: mark.file, line: mark.line, column: mark.column + offset)
    }

    /// Hands over the lines that are neither empty nor comments, one by one, as long as `body` wants more. A comment need
    /// not be UTF-8; anything else must be.
    static func each(
        of bytes: [UInt8], file: String, _ findings: inout Findings, _ body: (INILine, inout Findings) -> Bool
    ) {
        // A byte order mark is no part of the first line.
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var number = 1
        while start < bytes.count {
            let end = bytes[start...].firstIndex { $0 == lineFeed || $0 == carriageReturn } ?? bytes.count
            if let line = line(bytes[start..<end], file, number, &findings), !body(line, &findings) { return }
            let isPair = end + 1 < bytes.count && bytes[end] == carriageReturn && bytes[end + 1] == lineFeed
            start = end + (isPair ? 2 : 1)
            number += 1
        }
    }

    private static func line(
        _ raw: ArraySlice<UInt8>, _ file: String, _ number: Int, _ findings: inout Findings
    ) -> INILine? {
        guard let text = String(validating: raw, as: UTF8.self) else {
            if raw.first != UInt8(ascii: "#"), raw.first != UInt8(ascii: ";") {
                let mark = SourceMark(file: file, line: number, column: 1)
                findings.error("this line is not UTF-8", at: mark, hint: "save the file as UTF-8")
            }
            return nil
        }
        let scalars = text.unicodeScalars
        let head = scalars.prefix { $0.properties.isWhitespace }
        let body = trimmed(scalars.dropFirst(head.count))
        guard let first = body.first, first != "#", first != ";" else { return nil }
        return INILine(text: body, mark: SourceMark(file: file, line: number, column: head.count + 1))
    }

    private static func trimmed(_ scalars: Substring.UnicodeScalarView) -> String {
        var rest = scalars
        while let last = rest.last, last.properties.isWhitespace { rest.removeLast() }
        return String(rest)
    }

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
}
