/// One line of ssh_config: a keyword and what stands behind it.
struct ConfigLine {
    private static let whitespace = Set(" \t\r\n".utf8)

    /// In lower case.
    let keyword: String
    /// What stands behind the keyword, quotes and comments still in it.
    let rest: String

    /// Nil for blank lines and comments.
    init?(_ line: some Sequence<UInt8>) {
        var text = Array(line)[...]
        while let last = text.last, Self.whitespace.contains(last) || last == 0x0C { text.removeLast() }
        text = text.drop(while: Self.whitespace.contains)
        guard let first = text.first, first != UInt8(ascii: "#") else { return nil }
        let name = text.prefix { !Self.whitespace.contains($0) && $0 != UInt8(ascii: "=") }
        keyword = String(decoding: name.map(\.lowercasedASCII), as: UTF8.self)
        // Whitespace, one equals sign, and whitespace again.
        var rest = text.dropFirst(name.count).drop(while: Self.whitespace.contains)
        if rest.first == UInt8(ascii: "=") { rest = rest.dropFirst().drop(while: Self.whitespace.contains) }
        self.rest = String(decoding: rest, as: UTF8.self)
    }
}

/// Splits what stands behind a keyword into words, as OpenSSH's argv_split does: quotes of both kinds, a backslash before
/// a quote, a backslash or (outside quotes) a space, and a comment from a `#` that begins a word.
enum ConfigWords {
    /// Nil when a quote is not closed.
    static func split(_ text: String) -> [String]? {
        let bytes = Array(text.utf8)
        var words: [String] = []
        var index = 0
        while index < bytes.count {
            guard bytes[index] != UInt8(ascii: " "), bytes[index] != UInt8(ascii: "\t") else {
                index += 1
                continue
            }
            guard bytes[index] != UInt8(ascii: "#") else { break }
            guard let word = readWord(bytes, &index) else { return nil }
            words.append(word)
        }
        return words
    }

    private static func readWord(_ bytes: [UInt8], _ index: inout Int) -> String? {
        var word: [UInt8] = []
        var quote: UInt8?
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\\"), index + 1 < bytes.count,
                isEscapable(bytes[index + 1], inQuotes: quote != nil)
            {
                word.append(bytes[index + 1])
                index += 2
                continue
            }
            if quote == nil, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { break }
            if quote == nil, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == quote {
                quote = nil
            } else {
                word.append(byte)
            }
            index += 1
        }
        return quote == nil ? String(decoding: word, as: UTF8.self) : nil
    }

    private static func isEscapable(_ byte: UInt8, inQuotes: Bool) -> Bool {
        byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
            || (!inQuotes && byte == UInt8(ascii: " "))
    }
}
