internal import Crypto

/// One line of a `.sha256` file as sha256sum(1) reads and writes it: a digest and the name that it belongs to.
public struct ChecksumLine: Hashable, Sendable {
    /// 32 bytes.
    public let digest: [UInt8]
    /// The file's name, not escaped.
    public let name: String

    /// A line made by hand.
    public init(digest: [UInt8], name: String) {
        self.digest = digest
        self.name = name
    }

    /// The line as `sha256sum` prints it, without the line feed: 64 digits, two blanks and the name. A name with a
    /// backslash, a line feed or a carriage return is escaped, and the line then starts with a backslash.
    public var text: String {
        let mark = name.utf8.contains(where: Self.needsEscape) ? "\\" : ""
        return "\(mark)\(Hexadecimal.encode(digest))  \(Self.escaped(name))"
    }

    /// `name` with backslash, line feed and carriage return written as `\\`, `\n`, `\r`.
    static func escaped(_ name: String) -> String {
        guard name.utf8.contains(where: needsEscape) else { return name }
        return name.unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case "\\": text += #"\\"#
            case "\n": text += #"\n"#
            case "\r": text += #"\r"#
            default: text.unicodeScalars.append(scalar)
            }
        }
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
}
