internal import FleetModel
internal import YAML

/// One line of a listing of checksums.
enum ReleaseListingLine {
    /// Where a name starts in a line that is right.
    static let nameColumn = digits + 3

    private static let digits = 2 * Digest.byteCount
    private static let longestName = 128
    static let nameHint = "a name is 1 to \(longestName) of A-Z a-z 0-9 . _ + - and starts with neither '-' nor '.'"
    private static let hint = "a line is: 64 lowercase hexadecimal digits, two blanks (or a blank and '*'), the name"

    /// The entry, or nil with what is wrong at its first wrong column.
    static func read(
        _ line: ArraySlice<UInt8>, at start: SourceMark, _ findings: inout Findings
    ) -> (name: String, digest: Digest)? {
        func refuse(_ message: String, column: Int, hint: String = hint) -> (name: String, digest: Digest)? {
            findings.error(message, at: SourceMark(file: start.file, line: start.line, column: column), hint: hint)
            return nil
        }
        guard !line.isEmpty else { return refuse("an empty line", column: 1) }
        if line.last == UInt8(ascii: "\r") {
            return refuse(
                "the line ends with a carriage return", column: line.count,
                hint: "write the listing with sha256sum; lines end with a line feed alone")
        }
        let head = line.prefix { isLowercaseHexadecimal($0) }
        guard head.count >= digits else { return refuse(problem(of: line, after: head.count), column: head.count + 1) }
        guard head.count == digits, let digest = Digest(hexadecimal: String(decoding: head, as: UTF8.self)) else {
            return refuse("\(head.count) hexadecimal digits; a SHA-256 digest has \(digits)", column: digits + 1)
        }
        let marker = line.dropFirst(digits).prefix(2)
        guard marker.first == UInt8(ascii: " ") else { return refuse("a blank is missing", column: digits + 1) }
        guard marker.count == 2, let kind = marker.last, kind == UInt8(ascii: " ") || kind == UInt8(ascii: "*") else {
            return refuse("a second blank or '*' is missing", column: digits + 2)
        }
        let name = line.dropFirst(digits + 2)
        if let wrong = problem(ofName: name) {
            return refuse(
                wrong.message, column: nameColumn + wrong.offset,
                hint: nameHint)
        }
        return (String(decoding: name, as: UTF8.self), digest)
    }

    private static func problem(of line: ArraySlice<UInt8>, after good: Int) -> String {
        if line.starts(with: Array("SHA256 (".utf8)) { return "a line in BSD's form" }
        if line.first == UInt8(ascii: "\\") { return "a line with an escaped name" }
        if line.first == UInt8(ascii: "#") { return "a comment; a listing has none" }
        let rest = line.dropFirst(good).prefix(1)
        if rest.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "F")).contains($0) }), !rest.isEmpty {
            return "an uppercase digit; sha256sum prints lowercase ones"
        }
        return "\(good) hexadecimal digits; a SHA-256 digest has \(digits)"
    }

    /// What is wrong with a name and how far from its start; nil when nothing is.
    static func problem(ofName name: ArraySlice<UInt8>) -> (message: String, offset: Int)? {
        guard let first = name.first else { return ("the name is missing", 0) }
        if first == UInt8(ascii: "-") { return ("a name that starts with '-' would be read as an option", 0) }
        if first == UInt8(ascii: ".") { return ("a name that starts with '.' hides or climbs", 0) }
        if let wrong = name.firstIndex(where: { !isNameByte($0) }) {
            let offset = name.distance(from: name.startIndex, to: wrong)
            if name[wrong] == UInt8(ascii: "/") { return ("a release holds plain files, no folders", offset) }
            return ("the name holds \(shown(name[wrong]))", offset)
        }
        guard name.count <= longestName else { return ("the name has \(name.count) characters", longestName) }
        return nil
    }

    private static func shown(_ byte: UInt8) -> String {
        let hexadecimal = String(byte, radix: 16)
        return (0x21...0x7E).contains(byte)
            ? "'\(Character(UnicodeScalar(byte)))'" : "the byte 0x\(byte < 16 ? "0" : "")\(hexadecimal)"
    }

    private static func isLowercaseHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "+"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
