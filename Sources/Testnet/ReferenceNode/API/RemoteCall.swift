internal import ChainCore

/// JSON-RPC 2.0 over one request body (https://www.jsonrpc.org/specification). A call without `jsonrpc` or `id` is
/// answered too: operators type `{"method":"getblockcount"}`.
struct RemoteCall {
    let api: NodeAPI

    private struct Request: Decodable {
        let method: String
        let id: CallID?
        let params: [Parameter]?
    }

    /// One parameter: a height, or a transaction in hexadecimal.
    private enum Parameter: Decodable {
        case number(Int)
        case text(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int.self) {
                self = .number(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }
    }

    private struct Method: Decodable {
        let method: String
        let id: CallID?
    }

    private struct Failure: Encodable {
        let code: Int
        let message: String
    }

    private struct Refusal: Encodable {
        let jsonrpc = "2.0"
        let id: CallID
        let error: Failure
    }

    private struct Answer<Result: Encodable>: Encodable {
        let jsonrpc = "2.0"
        let id: CallID
        let result: Result
    }

    func answer(_ body: [UInt8]) -> [UInt8] {
        guard let called = NodeJSON.decode(Method.self, from: body) else {
            return refused(.none, -32600, "the body is no JSON-RPC request")
        }
        let id = called.id ?? .none
        guard let request = NodeJSON.decode(Request.self, from: body) else {
            return refused(id, -32602, "params are a list of numbers and strings here")
        }
        switch request.method {
        case "getblockcount": return result(id, api.chain.tip.height)
        case "getblockinfo":
            guard case .number(let height) = request.params?.first else {
                return refused(id, -32602, "params: [HEIGHT]")
            }
            guard let block = api.chain.block(at: height) else { return refused(id, -32001, "no block \(height) here") }
            return result(id, BlockInformation(block, isFinal: height <= api.chain.finalHeight))
        case "validatetransaction":
            guard case .text(let form) = request.params?.first else {
                return refused(id, -32602, "params: [TRANSACTION in hexadecimal]")
            }
            return result(id, TransactionVerdict(form, api.chain))
        case "peerinfo": return result(id, api.peers.all)
        case "consensusstatus": return result(id, ConsensusStatus(api))
        default: return refused(id, -32601, "no such method")
        }
    }

    private func refused(_ id: CallID, _ code: Int, _ message: String) -> [UInt8] {
        NodeJSON.encode(Refusal(id: id, error: Failure(code: code, message: message)))
    }

    private func result(_ id: CallID, _ value: some Encodable) -> [UInt8] {
        NodeJSON.encode(Answer(id: id, result: value))
    }
}

/// What `getblockinfo` says (seed 002).
private struct BlockInformation: Encodable {
    let height: Int
    let hash: String
    let previous_hash: String
    let proposer: String
    let timestamp: Int64
    /// `Finalized`, or `Proposed` while it can still be replaced.
    let phase: String

    init(_ block: Block, isFinal: Bool) {
        height = block.height
        hash = block.hash
        previous_hash = block.previousHash
        proposer = block.proposer
        timestamp = block.timestamp
        phase = isFinal ? "Finalized" : "Proposed"
    }
}

/// What `validatetransaction` says: whether the transaction could wait for a block now; it is not taken.
private struct TransactionVerdict: Encodable {
    let valid: Bool
    let hash: String?
    let reason: String?

    init(_ form: String, _ chain: LocalChain) {
        guard let transaction = Transaction(hex: form) else {
            (valid, hash, reason) = (false, nil, "it is not \(Transaction.length) bytes in hexadecimal")
            return
        }
        let objection = chain.objection(to: transaction)
        valid = objection == nil || objection == .known
        hash = transaction.hash.description
        reason = valid ? nil : objection?.rawValue
    }
}

/// What `consensusstatus` says.
private struct ConsensusStatus: Encodable {
    let height: Int
    let finalized_height: Int
    let mode: String
    let validators: Int
    /// Slots that went by without a block since this node was started.
    let timeouts: Int
    /// The name that this node makes blocks under.
    let validator: String?

    init(_ api: NodeAPI) {
        height = api.chain.tip.height
        finalized_height = api.chain.finalHeight
        mode = api.chain.consensus.mode.statsName
        validators = api.chain.rules.validators.count
        timeouts = api.chain.counts.timeouts
        validator = api.identity.validator
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
