/// Writes SSH's binary encoding (RFC 4251 §5).
public struct WireWriter: Sendable {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []

    public init() {}

    public mutating func write(_ value: UInt32) {
        bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    public mutating func write(byte: UInt8) { bytes.append(byte) }

    /// A `string`: a length and so many bytes.
    public mutating func writeString(_ value: some Collection<UInt8>) {
        write(UInt32(value.count))
        bytes += value
    }

    /// An `mpint` that is not negative, from its big-endian bytes.
    public mutating func writeNumber(_ magnitude: some Collection<UInt8>) {
        let digits = Array(magnitude.drop { $0 == 0 })
        let isSignBitSet = (digits.first ?? 0) & 0x80 != 0
        writeString(isSignBitSet ? [0] + digits : digits)
    }
}
