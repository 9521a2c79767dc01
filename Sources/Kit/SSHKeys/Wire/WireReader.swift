/// Reads SSH's binary encoding (RFC 4251 §5) from bytes that may be anything.
///
/// Every read answers nil when the bytes do not suffice.
public struct WireReader: Sendable {
    /// What has not been read yet.
    public private(set) var rest: ArraySlice<UInt8>

    public init(_ bytes: some Sequence<UInt8>) { rest = ArraySlice(bytes) }

    public var isAtEnd: Bool { rest.isEmpty }

    public mutating func readByte() -> UInt8? { rest.popFirst() }

    public mutating func readUInt32() -> UInt32? {
        guard rest.count >= 4 else { return nil }
        let value = rest.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        rest.removeFirst(4)
        return value
    }

    /// A `string`: a length and so many bytes.
    public mutating func readString() -> ArraySlice<UInt8>? {
        guard let length = readUInt32(), Int(length) <= rest.count else { return nil }
        let value = rest.prefix(Int(length))
        rest.removeFirst(Int(length))
        return value
    }

    /// A `string` that holds a name or a comment.
    public mutating func readText() -> String? {
        readString().map { String(decoding: $0, as: UTF8.self) }
    }

    /// Takes `prefix` away; false when the bytes start otherwise.
    public mutating func skip(_ prefix: [UInt8]) -> Bool {
        guard rest.starts(with: prefix) else { return false }
        rest.removeFirst(prefix.count)
        return true
    }
}
