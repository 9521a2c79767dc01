internal import Crypto

/// Reads the lines of a checksum file with the leniency of sha256sum(1) (coreutils 9).
struct ChecksumLineParser {
    /// What a line is.
    enum Line: Hashable {
        case entry(ChecksumLine)
        /// A comment or an empty line.
        case nothing
        case malformed
    }

    private static let digits = 64

    /// One old BSD form puts a single blank before the name; a file uses it throughout or not at all.
    private var isOneBlankForm: Bool?

    mutating func parse(_ line: ArraySlice<UInt8>) -> Line {
        guard line.first != UInt8(ascii: "#") else { return .nothing }
        let text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        if text.isEmpty { return .nothing }
        return entry(text).map(Line.entry) ?? .malformed
    }

    private mutating func entry(_ line: ArraySlice<UInt8>) -> ChecksumLine? {
        var rest = line.drop(while: Self.isBlank)
        let isEscaped = rest.first == UInt8(ascii: "\\")
        if isEscaped { rest = rest.dropFirst() }
        if rest.starts(with: Array("SHA256".utf8)) { return tagged(rest.dropFirst(6), isEscaped: isEscaped) }
        guard let digest = Self.digest(rest.prefix(Self.digits)) else { return nil }
        rest = rest.dropFirst(Self.digits)
        guard let separator = rest.first, Self.isBlank(separator) else { return nil }
        rest = rest.dropFirst()
        guard let first = rest.first else { return nil }
        let isMark = first == UInt8(ascii: " ") || first == UInt8(ascii: "*")
        if rest.count == 1 || !isMark {
            guard isOneBlankForm != false else { return nil }
            isOneBlankForm = true
        } else if isOneBlankForm != true {
            isOneBlankForm = false
            rest = rest.dropFirst()
        }
        return name(rest, isEscaped: isEscaped).map { ChecksumLine(digest: digest, name: $0) }
    }

    /// `SHA256 (name) = digits`, as `sha256sum --tag`, the BSDs and OpenSSL write it.
    private func tagged(_ text: ArraySlice<UInt8>, isEscaped: Bool) -> ChecksumLine? {
        var rest = text
        if rest.first == UInt8(ascii: " ") { rest = rest.dropFirst() }
        guard rest.first == UInt8(ascii: "(") else { return nil }
        rest = rest.dropFirst()
        guard let close = rest.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        var tail = rest[rest.index(after: close)...].drop(while: Self.isBlank)
        guard tail.first == UInt8(ascii: "=") else { return nil }
        tail = tail.dropFirst().drop(while: Self.isBlank)
        guard tail.count == Self.digits, let digest = Self.digest(tail) else { return nil }
        return name(rest[..<close], isEscaped: isEscaped).map { ChecksumLine(digest: digest, name: $0) }
    }

    private func name(_ bytes: ArraySlice<UInt8>, isEscaped: Bool) -> [UInt8]? {
        guard !bytes.contains(0) else { return nil }
        guard isEscaped else { return Array(bytes) }
        var result: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                result.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "\\"): result.append(UInt8(ascii: "\\"))
            case UInt8(ascii: "n"): result.append(UInt8(ascii: "\n"))
            case UInt8(ascii: "r"): result.append(UInt8(ascii: "\r"))
            default: return nil
            }
        }
        return result
    }

    private static func digest(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard text.count == digits else { return nil }
        return Hexadecimal.decode(String(decoding: text, as: UTF8.self))
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
