/// Splits a line as a POSIX shell and Python's `shlex` do: quotes keep blanks, `\` takes the next character as it is, `#`
/// starts a comment, within a word too.
enum ShellWords {
    /// A word without its quotes.
    struct Word {
        var text: String
        /// How many characters of the line stand before it.
        let offset: Int
    }

    /// What is wrong, and how many characters into the line.
    struct Problem: Error {
        let message: String
        let offset: Int
    }

    private enum State: Equatable {
        case between, inside
        case quoted(by: Unicode.Scalar, since: Int)
    }

    static func split(_ line: String) throws(Problem) -> [Word] {
        var words: [Word] = []
        var word: Word?
        var state = State.between
        var isEscaped = false
        for (offset, scalar) in line.unicodeScalars.enumerated() {
            if isEscaped {
                isEscaped = false
                // Within double quotes `\` takes only itself and the quote as they are.
                if case .quoted = state, scalar != "\"", scalar != "\\" { word?.text.unicodeScalars.append("\\") }
                word?.text.unicodeScalars.append(scalar)
                continue
            }
            switch (state, scalar) {
            case (.quoted(let quote, _), _) where scalar == quote: state = .inside
            case (.quoted(let quote, _), "\\") where quote == "\"": isEscaped = true
            case (.quoted, _): word?.text.unicodeScalars.append(scalar)
            case (_, "#"):
                if let word { words.append(word) }
                return words
            case (_, " "), (_, "\t"), (_, "\r"), (_, "\n"):
                if let done = word { words.append(done) }
                word = nil
                state = .between
            default:
                if word == nil { word = Word(text: "", offset: offset) }
                state = .inside
                switch scalar {
                case "'", "\"": state = .quoted(by: scalar, since: offset)
                case "\\": isEscaped = true
                default: word?.text.unicodeScalars.append(scalar)
                }
            }
        }
        if case .quoted(_, let since) = state { throw Problem(message: "this quote is not closed", offset: since) }
        guard !isEscaped else {
            throw Problem(message: "nothing follows '\\'", offset: max(0, line.unicodeScalars.count - 1))
        }
        if let word { words.append(word) }
        return words
    }
}
