internal import ChainCore
internal import GoldenVectors
internal import HTTPServer

/// The consensus engines' part of the node's interface, by the names of seed 000.
struct ConsensusAPI: Sendable {
    let consensus: Consensus
    /// SHA-256 of the word that opens what changes the node; nil when nothing does.
    let adminToken: ChainHash?

    /// `GET /v1/consensus/stats`.
    func statistics() -> HTTPServerResponse {
        .json(NodeJSON.encode(StatisticsAnswer(mode: consensus.mode, consensus.statistics)))
    }

    /// `POST /v1/vectors` with the questions of a file of golden vectors.
    func answerVectors(_ request: HTTPServerRequest) -> HTTPServerResponse {
        guard let questions = NodeJSON.decode(VectorQuestions.self, from: request.body), questions.count > 0 else {
            return refused("questions are wanted: digests, trees, headers, sums (docs/chain.md)", status: 400)
        }
        return .json(NodeJSON.encode(consensus.answers(to: questions)))
    }

    /// `POST /v1/consensus/mode` with `{"mode":NAME}` and the admin token as bearer (RFC 6750).
    func setMode(_ request: HTTPServerRequest) -> HTTPServerResponse {
        if let refusal = refusal(of: request) { return refusal }
        guard let wanted = NodeJSON.decode(ModeRequest.self, from: request.body),
            let mode = ConsensusMode(named: wanted.mode)
        else { return refused("Invalid mode: legacy, shadow, primary (rust) or only (final)", status: 400) }
        consensus.setMode(mode)
        return .json(NodeJSON.encode(["status": "ok", "mode": mode.statsName]))
    }

    /// `POST /v1/chain/reorg` with `{"to":HASH}` or `{"allow":HASH}` and the admin token.
    func goBack(_ request: HTTPServerRequest, on chain: LocalChain) -> HTTPServerResponse {
        if let refusal = refusal(of: request) { return refusal }
        let wanted = NodeJSON.decode(ReorgRequest.self, from: request.body)
        do {
            if let hash = wanted?.to {
                switch try chain.goBack(to: hash) {
                case .went(let block, let dropped):
                    let answer = ReorgAnswer(height: block.height, hash: block.hash, dropped: dropped)
                    return .json(NodeJSON.encode(answer))
                case .unknownBlock: return refused("no block \(hash) is kept here", status: 404)
                case .belowFinal(let height, let final):
                    return refused("block \(height) is below \(final), which is final and stays", status: 409)
                }
            }
            guard let hash = wanted?.allow else {
                return refused(#"{"to":HASH} or {"allow":HASH} is wanted"#, status: 400)
            }
            return try chain.allow(hash)
                ? .json(NodeJSON.encode(["allowed": hash])) : refused("block \(hash) is not refused here", status: 404)
        } catch {
            return refused("it could not be written: \(error)", status: 500)
        }
    }

    /// What is answered to whoever does not know the admin token; nil for the others.
    private func refusal(of request: HTTPServerRequest) -> HTTPServerResponse? {
        guard let adminToken else { return refused("this node has no api.admin_token_file", status: 403) }
        let prefix = "Bearer "
        if let header = request.header("Authorization"), header.hasPrefix(prefix),
            ChainHash(of: Array(header.dropFirst(prefix.count).utf8)) == adminToken
        {
            return nil
        }
        var response = refused("an admin token is wanted: Authorization: Bearer TOKEN", status: 401)
        response.headers.append((name: "WWW-Authenticate", value: "Bearer"))
        return response
    }

    private func refused(_ message: String, status: Int) -> HTTPServerResponse {
        .json(NodeJSON.encode(["error": message]), status: status)
    }
}

private struct ModeRequest: Decodable {
    let mode: String
}

private struct ReorgRequest: Decodable {
    let to: String?
    let allow: String?
}

private struct ReorgAnswer: Encodable {
    let height: Int
    let hash: String
    let dropped: Int
}

private struct StatisticsAnswer: Encodable {
    let mode: String
    let total_verifications: Int
    let divergences: Int
    let divergence_rate: Double
    let rust_errors: Int
    let rust_error_rate: Double
    let fallback_to_legacy: Int
    let fallback_rate: Double
    /// Milliseconds of one call; missing before the first.
    let legacy_mean_ms: Double?
    let rust_mean_ms: Double?

    init(mode: ConsensusMode, _ statistics: ConsensusStatistics) {
        self.mode = mode.statsName
        total_verifications = statistics.totalVerifications
        divergences = statistics.divergences
        divergence_rate = statistics.rate(statistics.divergences)
        rust_errors = statistics.coreErrors
        rust_error_rate = statistics.rate(statistics.coreErrors)
        fallback_to_legacy = statistics.fallbacks
        fallback_rate = statistics.rate(statistics.fallbacks)
        legacy_mean_ms = statistics.legacy.mean
        rust_mean_ms = statistics.refactored.mean
    }
}
