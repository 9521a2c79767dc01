internal import YAML

/// JSON as RFC 8259 has it, an object at the top and each name once: what a program with any JSON parser takes alike.
struct JSONGrammar {
    /// Objects and lists within one another at most.
    static let maximumDepth = 64

    /// Where a text stops being JSON, and why, in words that hold none of it.
    struct Problem: Error, Equatable {
        let mark: SourceMark
        let what: String
    }

    private let bytes: [UInt8]
    private let file: String
    private var place = 0
    private var depth = 0

    /// Nil when the bytes are such a text.
    static func problem(of bytes: [UInt8], file: String) -> Problem? {
        var grammar = JSONGrammar(bytes: bytes, file: file)
        do throws(Problem) {
            try grammar.whole()
            return nil
        } catch {
            return error
        }
    }

    private init(bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
    }

    private mutating func whole() throws(Problem) {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw problem("it is no UTF-8") }
        skipBlanks()
        guard next == UInt8(ascii: "{") else { throw problem("an object is expected") }
        try value()
        skipBlanks()
        if next != nil { throw problem("the object has ended, and more follows") }
    }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private func problem(_ what: String) -> Problem {
        let before = bytes[..<min(place, bytes.count)]
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let column = String(decoding: before[start...], as: UTF8.self).unicodeScalars.count + 1
        return Problem(
            mark: SourceMark(
                file: file, line: before.count { $0 == UInt8(ascii: "\n") } + 1, column: column), what: what)
    }

    private mutating func skipBlanks() {
        while let byte = next, [0x20, 0x09, 0x0a, 0x0d].contains(byte) { place += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        place += 1
        return true
    }

    private mutating func value() throws(Problem) {
        switch next {
        case UInt8(ascii: "{"): try members(until: UInt8(ascii: "}"), areNamed: true)
        case UInt8(ascii: "["): try members(until: UInt8(ascii: "]"), areNamed: false)
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: try number()
        }
    }

    /// What stands between brackets, with commas between.
    private mutating func members(until end: UInt8, areNamed: Bool) throws(Problem) {
        guard depth < Self.maximumDepth else { throw problem("it is nested more than \(Self.maximumDepth) deep") }
        depth += 1
        place += 1
        defer { depth -= 1 }
        skipBlanks()
        if take(end) { return }
        var names: Set<[UInt8]> = []
        repeat {
            skipBlanks()
            if areNamed {
                guard next == UInt8(ascii: "\"") else { throw problem("a name in double quotes is expected") }
                let start = place
                guard names.insert(try string()).inserted else {
                    place = start
                    throw problem("this name stands in the object already")
                }
                skipBlanks()
                guard take(UInt8(ascii: ":")) else { throw problem("':' is expected") }
                skipBlanks()
            }
            try value()
            skipBlanks()
        } while take(UInt8(ascii: ","))
        guard take(end) else { throw problem("',' or '\(Character(UnicodeScalar(end)))' is expected") }
    }

    /// The bytes between the quotes, as they are written: names that are spelled in two ways count as two.
    private mutating func string() throws(Problem) -> [UInt8] {
        place += 1
        let start = place
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                place += 1
                return Array(bytes[start..<place - 1])
            case 0..<0x20: throw problem("a control character in a text is written \\u00XX")
            case UInt8(ascii: "\\"): try escape()
            default: place += 1
            }
        }
        throw problem("a text has no end")
    }

    private mutating func escape() throws(Problem) {
        place += 1
        guard let kind = next, #""\/bfnrtu"#.utf8.contains(kind) else { throw problem("there is no such escape") }
        place += 1
        guard kind == UInt8(ascii: "u") else { return }
        for _ in 0..<4 {
            guard let digit = next, Self.isHexadecimal(digit) else { throw problem("\\u needs four digits") }
            place += 1
        }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private mutating func word(_ word: String) throws(Problem) {
        guard bytes[place...].starts(with: word.utf8) else { throw problem("a value is expected") }
        place += word.utf8.count
    }

    private mutating func number() throws(Problem) {
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        guard let byte = next, byte | 0x20 == UInt8(ascii: "e") else { return }
        place += 1
        if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
        try digits()
    }

    private mutating func digits() throws(Problem) {
        guard let byte = next, Self.isDigit(byte) else { throw problem("a value is expected") }
        while let byte = next, Self.isDigit(byte) { place += 1 }
    }
}
