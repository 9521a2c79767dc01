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
}
