/// JSON-RPC 2.0 over one request body (https://www.jsonrpc.org/specification). A call without `jsonrpc` or `id` is
/// answered too: operators type `{"method":"getblockcount"}`.
enum RemoteCall {
    private struct Request: Decodable {
        let method: String
        let id: CallID?
    }

    private struct Answer: Encodable {
        struct Failure: Encodable {
            let code: Int
            let message: String
        }

        let jsonrpc = "2.0"
        let id: CallID
        var result: Int?
        var error: Failure?
    }

    static func answer(_ body: [UInt8], height: Int) -> [UInt8] {
        NodeJSON.encode(reply(to: body, height: height))
    }

    private static func reply(to body: [UInt8], height: Int) -> Answer {
        guard let request = NodeJSON.decode(Request.self, from: body) else {
            return Answer(id: .none, error: .init(code: -32600, message: "the body is no JSON-RPC request"))
        }
        let id = request.id ?? .none
        switch request.method {
        case "getblockcount": return Answer(id: id, result: height)
        default: return Answer(id: id, error: .init(code: -32601, message: "no such method"))
        }
    }
}

/// The caller's mark on a call, given back unchanged.
private enum CallID: Codable {
    case none
    case number(Int)
    case text(String)

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .none
        } else if let number = try? container.decode(Int.self) {
            self = .number(number)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .none: try container.encodeNil()
        case .number(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        }
    }
}
