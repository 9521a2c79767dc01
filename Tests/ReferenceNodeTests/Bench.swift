import Files
import HTTPServer
import ReleaseStamp

@testable import ReferenceNode

/// A network of three validators whose slots are a second, with blocks made to order.
struct Bench {
    let rules = NetworkRules(network: "bench", validators: ["a", "b", "c"], blockTime: 1000)
    /// The slot that blocks of the tests are counted from: far enough back for every test's number of blocks.
    let start: Int64 = WallClock.now() / 1000 - 20_000

    /// `count` blocks after `parent`, one every `stride` slots.
    func branch(after parent: Block, count: Int, stride: Int64 = 1, version: String = "v1") -> [Block] {
        var blocks: [Block] = []
        var last = parent
        for _ in 0..<count {
            let slot = max(rules.slot(at: last.timestamp) + stride, start)
            last = Block(
                network: rules.network, height: last.height + 1, previousHash: last.hash,
                proposer: rules.proposer(of: slot), timestamp: slot * 1000, version: version)
            blocks.append(last)
        }
        return blocks
    }

    func branch(count: Int) -> [Block] { branch(after: rules.genesis, count: count) }

    /// A chain on disk that holds these blocks.
    func chain(in folder: borrowing TemporaryDirectory, _ name: String = "data", _ blocks: [Block] = []) throws
        -> LocalChain
    {
        let path = folder.file(name)
        try Directory.makeWithParents(path)
        let chain = try LocalChain(folder: path, rules: rules)
        if !blocks.isEmpty { _ = try chain.adopt(blocks, now: WallClock.now()) }
        return chain
    }

    func api(_ chain: LocalChain, peers: Peers = Peers(urls: []), fault: BuildFault = .none) throws -> NodeAPI {
        let text = """
            {node: a, network: {id: bench}, consensus: {validators: [a, b, c], validator: a}, database: {path: /x}}
            """
        let configuration = try NodeConfiguration(parsing: Array(text.utf8), file: "bench.yaml")
        let identity = NodeIdentity(
            configuration: configuration, stamp: try ReleaseStamp(version: "v9.1.0", fault: fault))
        return NodeAPI(identity: identity, chain: chain, peers: peers, requests: RequestCounts())
    }
}

/// Peers in this process: their real answers, without a network in between.
struct NeighbourTransport: PeerTransport {
    let neighbours: [String: NodeAPI]

    func get(_ url: String, deadline: Duration, maximumBody: Int) async throws(PeerFailure) -> [UInt8] {
        for (base, api) in neighbours where url.hasPrefix(base) {
            let parts = url.dropFirst(base.count).split(separator: "?")
            let fields = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { field in
                let pair = field.split(separator: "=")
                return (name: String(pair[0]), value: String(pair[1]))
            }
            let answer = api.answer(HTTPServerRequest(method: "GET", path: String(parts[0]), query: fields))
            guard answer.status == 200 else { throw PeerFailure(reason: "status \(answer.status)") }
            guard answer.body.count <= maximumBody else { throw PeerFailure(reason: "too long") }
            return answer.body
        }
        throw PeerFailure(reason: "nobody listens at \(url)")
    }
}
