internal import YAML

/// `name=value` of an INI file. A value that is a literal of Python's has its type, anything else is text as it stands.
enum INIValue {
    /// An assignment that fills a line of `[group:vars]`; blanks around `=` do not count.
    static func assignment(_ text: String, from line: INILine) -> Field? {
        guard let equals = text.firstIndex(of: "=") else { return nil }
        let name = trimmed(text[..<equals])
        let rest = text[text.index(after: equals)...]
        let value = rest.drop(while: \.isWhitespace)
        let mark = line.mark(at: text.unicodeScalars.distance(from: text.startIndex, to: value.startIndex))
        return Field(name: name, keyMark: line.mark, node: node(trimmed(value), at: mark))
    }

    /// An assignment that is one word behind a host's name.
    static func assignment(_ word: ShellWords.Word, from line: INILine) -> Field? {
        guard let equals = word.text.firstIndex(of: "=") else { return nil }
        let name = word.text[..<equals]
        let value = String(word.text[word.text.index(after: equals)...])
        let mark = line.mark(at: word.offset)
        return Field(
            name: String(name), keyMark: mark, node: node(value, at: line.mark(at: word.offset + name.count + 1)))
    }

    private static func node(_ text: String, at mark: SourceMark) -> YAMLNode {
        PythonLiteral.read(text, at: mark) ?? YAMLNode(.scalar(text, .doubleQuoted), mark: mark)
    }

    private static func trimmed(_ text: Substring) -> String {
        var rest = text.drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
