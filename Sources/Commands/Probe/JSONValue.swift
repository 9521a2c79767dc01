/// Any JSON, for what a server says of itself.
enum JSONValue: Codable, Equatable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .boolean(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .list(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }

    /// What lies at a path such as `peers.connected`, `$.result[0].hash` or `[1]`; nil where nothing does.
    func value(at path: String) -> JSONValue? {
        var (value, rest) = (self, Substring(path))
        if rest.first == "$" { rest = rest.dropFirst() }
        while let first = rest.first {
            if first == "[" {
                guard let end = rest.firstIndex(of: "]"), let index = Int(rest[..<end].dropFirst()),
                    case .list(let list) = value, list.indices.contains(index)
                else { return nil }
                value = list[index]
                rest = rest[end...].dropFirst()
            } else {
                if first == "." { rest = rest.dropFirst() }
                let name = rest.prefix { $0 != "." && $0 != "[" }
                guard !name.isEmpty, case .object(let object) = value, let next = object[String(name)] else {
                    return nil
                }
                value = next
                rest = rest.dropFirst(name.count)
            }
        }
        return value
    }
}
