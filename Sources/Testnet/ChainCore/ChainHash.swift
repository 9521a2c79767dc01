internal import Crypto

/// 32 bytes that SHA-256 made, or that stand where such bytes stand.
public struct ChainHash: Hashable, Sendable, CustomStringConvertible {
    /// Always `length` of them.
    public let bytes: [UInt8]

    /// Bytes of every hash.
    public static let length = 32
    /// 32 zero bytes: what stands before the first block.
    public static let zero = ChainHash(trusted: [UInt8](repeating: 0, count: length))

    /// Nil unless there are `length` bytes.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.length else { return nil }
        self.bytes = Array(bytes)
    }

    /// Nil unless the text is 64 hexadecimal digits.
    public init?(hex text: some StringProtocol) {
        guard let bytes = Hexadecimal.decode(text) else { return nil }
        self.init(bytes)
    }

    /// SHA-256 (FIPS 180-4) of these bytes.
    public init(of bytes: [UInt8]) { self.init(trusted: SHA256.hash(bytes)) }

    init(trusted bytes: [UInt8]) { self.bytes = bytes }

    /// 64 lowercase hexadecimal digits.
    public var description: String { Hexadecimal.encode(bytes) }
}
