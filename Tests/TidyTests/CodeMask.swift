/// Tells Swift code from what only stands beside it.
enum CodeMask {
    /// The same bytes with comments and the content of string literals replaced by blanks; line feeds stay.
    ///
    /// Knows line comments, nested block comments, strings, raw strings and multi-line strings. Interpolated code counts
    /// as content of its string.
    static func blankingCommentsAndStrings(_ text: [UInt8]) -> [UInt8] {
        var result = text
        var position = 0
        while position < text.count {
            let end: Int
            if text.has("//", at: position) {
                end = text[position...].firstIndex(of: newline) ?? text.count
            } else if text.has("/*", at: position) {
                end = endOfBlockComment(text, position)
            } else if let opening = StringOpening(text, position) {
                end = opening.end(text, position)
            } else {
                position += 1
                continue
            }
            for index in position..<end where text[index] != newline { result[index] = UInt8(ascii: " ") }
            position = end
        }
        return result
    }

    private static func endOfBlockComment(_ text: [UInt8], _ start: Int) -> Int {
        var depth = 0
        var position = start
        while position < text.count {
            if text.has("/*", at: position) {
                depth += 1
                position += 2
            } else if text.has("*/", at: position) {
                depth -= 1
                position += 2
                if depth == 0 { return position }
            } else {
                position += 1
            }
        }
        return text.count
    }
}

private let newline = UInt8(ascii: "\n")
private let quote = UInt8(ascii: "\"")
private let hash = UInt8(ascii: "#")

/// The opening of a string literal: so many `#`, then one or three quotes.
private struct StringOpening {
    let hashes: Int
    let quotes: Int

    init?(_ text: [UInt8], _ start: Int) {
        var position = start
        while position < text.count, text[position] == hash { position += 1 }
        guard position < text.count, text[position] == quote else { return nil }
        hashes = position - start
        // Three quotes open several lines only at the end of a line; `#"""#` is a raw string with one quote in it.
        quotes = text.has("\"\"\"\n", at: position) ? 3 : 1
    }

    /// The position after the closing quotes; a one-line string ends with its line at the latest.
    func end(_ text: [UInt8], _ start: Int) -> Int {
        let closing = String(repeating: "\"", count: quotes) + String(repeating: "#", count: hashes)
        let escape = "\\" + String(repeating: "#", count: hashes)
        var position = start + hashes + quotes
        while position < text.count {
            if text.has(closing, at: position) { return position + closing.utf8.count }
            if text[position] == newline, quotes == 1 { return position }
            if text.has(escape + "(", at: position) {
                position = endOfInterpolation(text, position + escape.utf8.count)
            } else if text.has(escape, at: position) {
                position += escape.utf8.count + 1
            } else {
                position += 1
            }
        }
        return text.count
    }

    /// The position after the parenthesis that closes the one at `start`, strings inside skipped.
    private func endOfInterpolation(_ text: [UInt8], _ start: Int) -> Int {
        var depth = 0
        var position = start
        while position < text.count {
            if let inner = StringOpening(text, position) {
                position = inner.end(text, position)
                continue
            }
            if text[position] == UInt8(ascii: "(") { depth += 1 }
            if text[position] == UInt8(ascii: ")") { depth -= 1 }
            position += 1
            if depth == 0 { return position }
        }
        return text.count
    }
}

extension [UInt8] {
    fileprivate func has(_ literal: String, at position: Int) -> Bool {
        position + literal.utf8.count <= count && self[position...].starts(with: literal.utf8)
    }
}
