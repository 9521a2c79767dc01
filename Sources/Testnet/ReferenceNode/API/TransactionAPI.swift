internal import ChainCore
internal import Crypto
internal import HTTPServer

/// The part of the node's interface that is about transactions and accounts.
struct TransactionAPI {
    let chain: LocalChain
    let spread: @Sendable (Transaction) -> Void

    /// Transactions of one request at most.
    static let mostOfRequest = 512

    private struct Submission: Decodable {
        let transaction: String?
        let transactions: [String]?
        let from: String?
        let to: String?
        let amount: UInt64?
        let nonce: UInt64?
        let signature: String?

        /// What is submitted, in hexadecimal: by itself, as a list, or taken apart.
        var forms: [String]? {
            if let transaction { return [transaction] }
            if let transactions { return transactions }
            guard let from, let to, let amount, let nonce, let signature else { return nil }
            let numbers = [amount, nonce].map { number in
                let digits = String(number, radix: 16)
                return String(repeating: "0", count: 16 - digits.count) + digits
            }
            return [from + to + numbers.joined() + signature]
        }
    }

    private struct Outcome: Encodable {
        /// `accepted`, `known` or `refused`.
        let status: String
        let hash: String?
        let error: String?
    }

    private struct Outcomes: Encodable {
        let transactions: [Outcome]
    }

    /// `POST /v1/transactions`: one transaction, or many. 202 when it, or all of them, wait for a block now or did
    /// before; 400 with the reason otherwise.
    func submit(_ body: [UInt8]) -> HTTPServerResponse {
        guard let submission = NodeJSON.decode(Submission.self, from: body), let forms = submission.forms,
            (1...Self.mostOfRequest).contains(forms.count)
        else {
            let wanted = #"{"transaction":HEX}, {"transactions":[HEX,…]} or from, to, amount, nonce, signature"#
            return failure("\(wanted) is wanted, at most \(Self.mostOfRequest) at once", status: 400)
        }
        let outcomes = forms.map(submit)
        let status = outcomes.contains { $0.error != nil } ? 400 : 202
        if submission.transactions == nil { return .json(NodeJSON.encode(outcomes[0]), status: status) }
        return .json(NodeJSON.encode(Outcomes(transactions: outcomes)), status: status)
    }

    private func submit(_ form: String) -> Outcome {
        guard let transaction = Transaction(hex: form) else {
            return Outcome(status: "refused", hash: nil, error: "it is not \(Transaction.length) bytes in hexadecimal")
        }
        let hash = transaction.hash.description
        switch chain.submit(transaction) {
        case nil:
            spread(transaction)
            return Outcome(status: "accepted", hash: hash, error: nil)
        case .known: return Outcome(status: "known", hash: hash, error: nil)
        case .some(let objection): return Outcome(status: "refused", hash: hash, error: objection.rawValue)
        }
    }

    private struct Waiting: Encodable {
        let pending: Int
    }

    /// `GET /v1/transactions`.
    func waiting() -> HTTPServerResponse { .json(NodeJSON.encode(Waiting(pending: chain.waitingCount))) }

    private struct Place: Encodable {
        let hash: String
        /// `pending`, `included` or `final`.
        let status: String
        let block_height: Int?
    }

    /// `GET /v1/transactions/{hash}`.
    func look(_ text: Substring) -> HTTPServerResponse {
        guard let hash = ChainHash(hex: text) else {
            return failure("a transaction is named by its hash, 64 hexadecimal digits", status: 400)
        }
        if let height = chain.height(of: hash) {
            let status = height <= chain.finalHeight ? "final" : "included"
            return .json(NodeJSON.encode(Place(hash: hash.description, status: status, block_height: height)))
        }
        guard chain.isWaiting(hash) else { return failure("no transaction \(hash) here", status: 404) }
        return .json(NodeJSON.encode(Place(hash: hash.description, status: "pending", block_height: nil)))
    }

    private struct Holder: Encodable {
        let account: String
        let balance: UInt64
        let nonce: UInt64
    }

    /// `GET /v1/accounts/{key}`: after the tip.
    func account(_ text: Substring) -> HTTPServerResponse {
        guard let key = ChainHash(hex: text) else {
            return failure("an account is named by its public key, 64 hexadecimal digits", status: 400)
        }
        let account = chain.account(key)
        return .json(
            NodeJSON.encode(Holder(account: key.description, balance: account.balance, nonce: account.nonce)))
    }

    /// `GET /v1/accounts`: all of them after the first block that is kept, for peers that begin there.
    func snapshot() -> HTTPServerResponse {
        let base = chain.base
        return .json(NodeJSON.encode(AccountsForm(base.accounts, after: base.height)))
    }

    private func failure(_ message: String, status: Int) -> HTTPServerResponse {
        .json(NodeJSON.encode(["error": message]), status: status)
    }
}
