internal import FoundationEssentials

/// JSON with one spelling for each value, so that equal values have equal bytes and equal digests.
///
/// Keys are sorted by their UTF-8 bytes, there are no blanks, slashes stand as they are, and numbers have their shortest
/// form that reads back the same. A digest of these bytes identifies the value.
public enum CanonicalJSON {
    /// Longest text that `decode` reads unless told otherwise, in bytes.
    public static let defaultLimit = 16 << 20

    /// The one spelling of `value`, as UTF-8. NaN and infinities have none and are an error.
    public static func encode(_ value: some Encodable) throws(CanonicalJSONError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value))
        } catch {
            throw CanonicalJSONError(encoding: error)
        }
    }

    /// A value from JSON in any spelling.
    public static func decode<Value: Decodable>(
        _ type: Value.Type, from bytes: [UInt8], limit: Int = defaultLimit
    ) throws(CanonicalJSONError) -> Value {
        guard bytes.count <= limit else {
            throw CanonicalJSONError(.tooLong, path: "", "\(bytes.count) bytes; at most \(limit) are read")
        }
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw CanonicalJSONError(decoding: error)
        }
    }

    /// A value from JSON in its one spelling; any other spelling of the same value is refused, and so are keys that
    /// stand twice or mean nothing to the type.
    public static func decodeCanonical<Value: Codable>(
        _ type: Value.Type, from bytes: [UInt8], limit: Int = defaultLimit
    ) throws(CanonicalJSONError) -> Value {
        let value = try decode(type, from: bytes, limit: limit)
        guard try encode(value) == bytes else {
            throw CanonicalJSONError(.notCanonical, path: "", "the text is not the one spelling of its value")
        }
        return value
    }
}
