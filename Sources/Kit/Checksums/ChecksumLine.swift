internal import Crypto

/// How lines are printed.
public struct ChecksumForm: Hashable, Sendable {
    /// `--binary`: a star instead of the second blank. It changes nothing else here.
    public var isBinary = false
    /// `--tag`: `SHA256 (name) = digits`, as the BSDs write it.
    public var isTagged = false
    /// `--zero`: a line ends with NUL, and no name is escaped.
    public var isZeroTerminated = false

    /// As without options.
    public init() {}
}

/// One line of a `.sha256` file as sha256sum(1) reads and writes it: a digest and the name that it belongs to.
public struct ChecksumLine: Hashable, Sendable {
    /// 32 bytes.
    public let digest: [UInt8]
    /// The file's name, not escaped. Names of files are bytes, and need not be text.
    public let name: [UInt8]

    /// A line made by hand.
    public init(digest: [UInt8], name: [UInt8]) {
        self.digest = digest
        self.name = name
    }

    /// The line as `sha256sum` prints it, with its end. A name with a backslash, a line feed or a carriage return is escaped,
    /// and the line then starts with a backslash.
    public func bytes(_ form: ChecksumForm) -> [UInt8] {
        let isEscaped = !form.isZeroTerminated && name.contains(where: Self.needsEscape)
        let shown = isEscaped ? Self.escaped(name) : name
        let digits = Array(Hexadecimal.encode(digest).utf8)
        var line: [UInt8] = isEscaped ? [UInt8(ascii: "\\")] : []
        if form.isTagged {
            line += Array("SHA256 (".utf8) + shown + Array(") = ".utf8) + digits
        } else {
            line += digits + Array(form.isBinary ? " *".utf8 : "  ".utf8) + shown
        }
        line.append(form.isZeroTerminated ? 0 : UInt8(ascii: "\n"))
        return line
    }

    /// `name` with backslash, line feed and carriage return written as `\\`, `\n`, `\r`.
    static func escaped(_ name: [UInt8]) -> [UInt8] {
        name.flatMap { byte in
            switch byte {
            case UInt8(ascii: "\\"): Array(#"\\"#.utf8)
            case UInt8(ascii: "\n"): Array(#"\n"#.utf8)
            case UInt8(ascii: "\r"): Array(#"\r"#.utf8)
            default: [byte]
            }
        }
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
}
