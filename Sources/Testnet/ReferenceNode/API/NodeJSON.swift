internal import CanonicalJSON

/// JSON as the node writes it everywhere: equal values give equal bytes.
enum NodeJSON {
    static func encode(_ value: some Encodable) -> [UInt8] {
        do throws(CanonicalJSONError) {
            return try CanonicalJSON.encode(value)
        } catch {
            fatalError("a value of integers, strings and lists of them always has a JSON form: \(error)")
        }
    }

    /// Nil when `bytes` are no JSON of this shape.
    static func decode<Value: Decodable>(_ type: Value.Type, from bytes: some Sequence<UInt8>) -> Value? {
        try? CanonicalJSON.decode(type, from: Array(bytes))
    }
}
