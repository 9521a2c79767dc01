internal import FoundationEssentials

/// JSON as the node writes it everywhere: keys sorted, so that equal values give equal bytes.
enum NodeJSON {
    static func encode(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else {
            fatalError("a value of integers, strings and lists of them always has a JSON form")
        }
        return Array(data)
    }

    /// Nil when `bytes` are no JSON of this shape.
    static func decode<Value: Decodable>(_ type: Value.Type, from bytes: some Sequence<UInt8>) -> Value? {
        try? JSONDecoder().decode(type, from: Data(bytes))
    }
}
