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

    /// The lines that are neither empty nor comments. A comment need not be UTF-8; anything else must be.
    static func lines(of bytes: [UInt8], file: String, _ findings: inout Findings) -> [INILine] {
        var lines: [INILine] = []
        for (number, raw) in split(bytes).enumerated() {
            let text: String
            if let whole = String(validating: raw, as: UTF8.self) {
                text = whole
            } else if raw.first == UInt8(ascii: "#") || raw.first == UInt8(ascii: ";") {
                continue
            } else {
                let start = SourceMark(file: file, line: number + 1, column: 1)
                findings.error("this line is not UTF-8", at: start, hint: "save the file as UTF-8")
                continue
            }
            let scalars = text.unicodeScalars
            let head = scalars.prefix { $0.properties.isWhitespace }
            let body = trimmed(scalars.dropFirst(head.count))
            guard let first = body.first, first != "#", first != ";" else { continue }
            let mark = SourceMark(file: file, line: number + 1, column: head.count + 1)
            lines.append(INILine(text: body, mark: mark))
        }
        return lines
    }

    private static func trimmed(_ scalars: Substring.UnicodeScalarView) -> String {
        var rest = scalars
        while let last = rest.last, last.properties.isWhitespace { rest.removeLast() }
        return String(rest)
    }

    /// At line feeds, carriage returns, and both together. A byte order mark is no part of the first line.
    private static func split(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else {
                index += 1
                continue
            }
            lines.append(bytes[start..<index])
            let isPair = byte == UInt8(ascii: "\r") && index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n")
            index += isPair ? 2 : 1
            start = index
        }
        lines.append(bytes[start...])
        return lines
    }
}
