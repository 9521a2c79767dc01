/// Writes SSH's binary encoding (RFC 4251 §5).
struct WireWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ value: UInt32) {
        bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    /// A `string`: a length and so many bytes.
    mutating func writeString(_ value: some Collection<UInt8>) {
        write(UInt32(value.count))
        bytes += value
    }

    /// An `mpint` that is not negative, from its big-endian bytes: without leading zeros, but with one where the
    /// highest bit would read as a sign.
    mutating func writeInteger(_ bigEndian: some Sequence<UInt8>) {
        let digits = Array(bigEndian.drop { $0 == 0 })
        let needsSign = (digits.first ?? 0) & 0x80 != 0
        writeString(needsSign ? [0] + digits : digits)
    }
}
