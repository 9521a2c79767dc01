internal import HTTPServer
internal import NodeFaults

/// The node's HTTP interface: what it answers, without the server under it.
struct NodeAPI: Sendable {
    let identity: NodeIdentity
    let chain: LocalChain
    let peers: Peers
    let requests: RequestCounts
    let signing: SigningGuard?
    let board: FaultBoard
    let consensus: ConsensusAPI
    /// Takes a block that a peer sends; true when it is ours now.
    let receive: @Sendable ([UInt8]) -> Bool
    /// Told of every transaction that was taken, so that the peers hear of it.
    let spread: @Sendable (Transaction) -> Void

    /// Transactions of a list of blocks at most, unless the first block alone has more.
    private static let mostTransactionsOfList = 8192

    /// Answers on the API port.
    func answer(_ request: HTTPServerRequest) -> HTTPServerResponse {
        counted(request) { path in
            switch path {
            case "/health": (path, reading(request) { health() })
            case "/v1/status": (path, reading(request) { .json(NodeJSON.encode(StatusAnswer(self))) })
            case "/v1/blocks" where request.method == "POST": (path, received(request))
            case "/v1/blocks": (path, reading(request) { blocks(request) })
            case "/v1/transactions" where request.method == "POST":
                (path, TransactionAPI(chain: chain, spread: spread).submit(request.body))
            case "/v1/transactions": (path, reading(request) { TransactionAPI(chain: chain, spread: spread).waiting() })
            case "/v1/accounts": (path, reading(request) { TransactionAPI(chain: chain, spread: spread).snapshot() })
            case "/v1/consensus/stats": (path, reading(request) { consensus.statistics() })
            case "/v1/consensus/propagation":
                (path, reading(request) { .json(NodeJSON.encode(Propagation(chain.counts))) })
            case "/v1/chain/reorg": (path, posting(request) { consensus.goBack(request, on: chain) })
            case "/v1/consensus/mode": (path, posting(request) { consensus.setMode(request) })
            case "/v1/vectors": (path, posting(request) { consensus.answerVectors(request) })
            case "/rpc": (path, posting(request) { .json(RemoteCall(api: self).answer(request.body)) })
            case _ where path.hasPrefix("/v1/blocks/"):
                ("/v1/blocks/{id}", reading(request) { block(path.dropFirst("/v1/blocks/".count)) })
            case _ where path.hasPrefix("/v1/transactions/"):
                (
                    "/v1/transactions/{hash}",
                    reading(request) {
                        TransactionAPI(chain: chain, spread: spread).look(path.dropFirst("/v1/transactions/".count))
                    }
                )
            case _ where path.hasPrefix("/v1/accounts/"):
                (
                    "/v1/accounts/{key}",
                    reading(request) {
                        TransactionAPI(chain: chain, spread: spread).account(path.dropFirst("/v1/accounts/".count))
                    }
                )
            default: ("other", failure("no such path", status: 404))
            }
        }
    }

    /// Answers on the metrics port.
    func answerMetrics(_ request: HTTPServerRequest) -> HTTPServerResponse {
        counted(request) { path in
            path == "/metrics"
                ? (path, reading(request) { MetricsPage(self).response })
                : ("other", failure("no such path", status: 404))
        }
    }

    private func counted(
        _ request: HTTPServerRequest, _ route: (String) -> (String, HTTPServerResponse)
    ) -> HTTPServerResponse {
        if let fault = fault(for: request) {
            requests.count(method: request.method, route: "other", status: fault.status)
            return fault
        }
        let (name, response) = route(request.path)
        requests.count(method: request.method, route: name, status: response.status)
        return response
    }

    private func reading(_ request: HTTPServerRequest, _ answer: () -> HTTPServerResponse) -> HTTPServerResponse {
        guard ["GET", "HEAD"].contains(request.method) else { return notAllowed("GET, HEAD") }
        return answer()
    }

    private func posting(_ request: HTTPServerRequest, _ answer: () -> HTTPServerResponse) -> HTTPServerResponse {
        request.method == "POST" ? answer() : notAllowed("POST")
    }

    /// What a fault of the lab answers in the node's place, or nil; it may take its time.
    private func fault(for request: HTTPServerRequest) -> HTTPServerResponse? {
        if let peer = request.header(NodeFaults.nodeHeader) {
            let isSevered = board.faults.severedNodes?.contains(peer) == true
            return isSevered ? failure("no answer (a fault of the lab)", status: 503) : nil
        }
        board.holdUp()
        return board.strikes(.requestError) ? failure("internal error (a fault of the lab)", status: 500) : nil
    }

    private func health() -> HTTPServerResponse {
        let health = NodeHealth(identity: identity, chain: chain, peers: peers, signing: signing, now: WallClock.now())
        let answer = HealthAnswer(
            status: health.reasons.isEmpty ? "ok" : "unhealthy", version: identity.version, height: chain.tip.height,
            reasons: health.reasons.isEmpty ? nil : health.reasons)
        return .json(NodeJSON.encode(answer), status: health.reasons.isEmpty ? 200 : 503)
    }

    private func block(_ id: Substring) -> HTTPServerResponse {
        if id == "latest" { return .json(chain.tipForm) }
        guard let height = Int(id), height >= 0 else {
            return failure("a block is named by its height or 'latest'", status: 400)
        }
        guard let block = chain.block(at: height) else {
            let kept = "\(chain.firstHeight) to \(chain.tip.height)"
            return failure("no block \(height) here; kept are \(kept)", status: 404)
        }
        return .json(NodeJSON.encode(block))
    }

    private func blocks(_ request: HTTPServerRequest) -> HTTPServerResponse {
        guard let from = request.queryValue("from").flatMap({ Int($0) }), from >= 0,
            let count = Int(request.queryValue("count") ?? "\(Follower.batch)"), (1...Follower.batch).contains(count)
        else { return failure("from=HEIGHT and count=1…\(Follower.batch) are wanted", status: 400) }
        var blocks = chain.blocks(from: from, count: count)
        // Whoever asks goes on from the last one.
        var transactions = 0
        let end = blocks.firstIndex { block in
            transactions += block.transactions.count
            return transactions > Self.mostTransactionsOfList
        }
        if let end, end > 0 { blocks.removeSubrange(end...) }
        return .json(NodeJSON.encode(BlockList(blocks: blocks)))
    }

    /// A peer that asks slowly hears slowly too: a delay of packets is none if blocks are brought to the door.
    private func received(_ request: HTTPServerRequest) -> HTTPServerResponse {
        let isTaken = board.faults.peerDelay == nil && receive(request.body)
        return .json(NodeJSON.encode(["taken": isTaken]), status: isTaken ? 200 : 202)
    }

    private func notAllowed(_ methods: String) -> HTTPServerResponse {
        var response = failure("method not allowed here", status: 405)
        response.headers.append((name: "Allow", value: methods))
        return response
    }

    private func failure(_ message: String, status: Int) -> HTTPServerResponse {
        .json(NodeJSON.encode(["error": message]), status: status)
    }
}

private struct HealthAnswer: Encodable {
    let status: String
    let version: String
    let height: Int
    let reasons: [String]?
}
