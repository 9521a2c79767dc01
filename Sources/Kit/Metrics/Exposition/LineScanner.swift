/// Reads the tokens of one line. Blanks and tabs between them do not count.
struct LineScanner {
    private let text: [UInt8]
    private let start: Int
    private let end: Int
    private let limits: ExpositionLimits
    /// Counted from 1.
    let line: Int
    private(set) var position: Int

    init(_ text: [UInt8], _ range: Range<Int>, line: Int, _ limits: ExpositionLimits) {
        self.text = text
        self.line = line
        self.limits = limits
        start = range.lowerBound
        end = range.upperBound
        position = start
    }

    /// The byte at the scanner; nil at the end of the line.
    var next: UInt8? { position < end ? text[position] : nil }

    mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x09 { position += 1 }
    }

    /// Takes this byte where it is the next one.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let byte = next, byte == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    func error(_ code: ExpositionError.Code, at place: Int? = nil, _ message: String) -> ExpositionError {
        ExpositionError(code: code, line: line, column: (place ?? position) - start + 1, message: message)
    }

    // MARK: - Tokens

    /// A name: letters, digits and `_`, in a metric's also `:`, with no digit in front.
    mutating func name(_ what: String, colons: Bool) throws(ExpositionError) -> String {
        let first = position
        while let byte = next, Self.isName(byte, colons: colons, first: position == first) { position += 1 }
        guard position > first else { throw error(.syntax, "\(what) must stand here, not \(shown)") }
        guard position - first <= limits.nameBytes else {
            throw error(.limit, at: first, "\(what) is longer than \(limits.nameBytes) bytes")
        }
        return String(decoding: text[first..<position], as: UTF8.self)
    }

    /// Everything up to the next blank; empty at the end of the line.
    mutating func word() -> ArraySlice<UInt8> {
        let first = position
        while let byte = next, byte != 0x20, byte != 0x09 { position += 1 }
        return text[first..<position]
    }

    /// What is left of the line, with `\\` and `\n` resolved; OpenMetrics escapes quotes as well.
    mutating func rest() throws(ExpositionError) -> String {
        try unescaped(until: nil, "the help text")
    }

    /// A label's value between its quotes.
    mutating func quoted() throws(ExpositionError) -> String {
        let first = position
        guard take("\"") else { throw error(.syntax, "a label's value starts with a quote, not \(shown)") }
        let value = try unescaped(until: UInt8(ascii: "\""), "the label's value")
        guard take("\"") else { throw error(.syntax, at: first, "the label's value has no closing quote") }
        guard value.utf8.count <= limits.labelValueBytes else {
            throw error(.limit, at: first, "a label's value is longer than \(limits.labelValueBytes) bytes")
        }
        return value
    }

    private mutating func unescaped(until stop: UInt8?, _ what: String) throws(ExpositionError) -> String {
        let first = position
        var bytes: [UInt8] = []
        while let byte = next, byte != stop {
            position += 1
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            switch next {
            case UInt8(ascii: "\\"): bytes.append(UInt8(ascii: "\\"))
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "\""): bytes.append(UInt8(ascii: "\""))
            default:
                throw error(.syntax, at: position - 1, "a backslash stands before \\, n or \" only, not \(shown)")
            }
            position += 1
        }
        guard let value = String(validating: bytes, as: UTF8.self) else {
            throw error(.encoding, at: first, "\(what) is not UTF-8")
        }
        return value
    }

    /// The next byte, for a message.
    var shown: String {
        guard let byte = next else { return "the end of the line" }
        return byte > 0x20 && byte < 0x7F ? "'\(Unicode.Scalar(byte))'" : "byte \(byte)"
    }

    private static func isName(_ byte: UInt8, colons: Bool, first: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): !first
        case UInt8(ascii: ":"): colons
        default: false
        }
    }
}
