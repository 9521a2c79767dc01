import ChainCore
import Files
import HTTPServer
import NodeFaults
import ReleaseStamp
import Testing
import ValidatorKeys

@testable import ReferenceNode

/// A network of three validators whose slots are a second, with blocks made to order.
struct Bench {
    let rules = Bench.rules()
    /// The slot that blocks of the tests are counted from: far enough back for every test's number of blocks.
    let start: Int64 = WallClock.now() / 1000 - 20_000

    /// The key that everybody knows a validator of the tests by.
    static func key(_ name: String) -> ValidatorKey {
        guard let key = try? ValidatorKey(seed: ChainHash(of: Array(name.utf8)).bytes) else {
            preconditionFailure("32 bytes make a key")
        }
        return key
    }

    static func rules(
        _ network: String = "bench", _ names: [String] = ["a", "b", "c"], blockTime: Int64 = 1000
    ) -> NetworkRules {
        NetworkRules(
            network: network,
            validators: names.map { NetworkRules.Validator(name: $0, publicKey: key($0).publicKey) },
            blockTime: blockTime)
    }

    static func consensus(_ rules: NetworkRules, mode: ConsensusMode = .legacy) -> Consensus {
        Consensus(rules: rules, mode: mode, log: NodeLog(context: []))
    }

    /// A block that its proposer has signed.
    static func signed(_ block: Block) -> Block {
        guard let signed = block.signed(by: key(block.proposer)) else { preconditionFailure("a key signs") }
        return signed
    }

    /// A block on the tip, by whoever is named, whatever the time; it becomes the tip.
    func extend(_ chain: LocalChain, at now: Int64) throws -> Block? {
        let proposer = chain.rules.proposer(of: chain.rules.slot(at: now))
        guard let block = chain.candidate(by: proposer, version: "v1", now: now).map(Self.signed) else { return nil }
        return try chain.adopt([block], now: now) == .adopted(droppedBlocks: 0) ? block : nil
    }

    /// `count` blocks after `parent`, one every `stride` slots.
    func branch(after parent: Block, count: Int, stride: Int64 = 1, version: String = "v1") -> [Block] {
        var blocks: [Block] = []
        var last = parent
        for _ in 0..<count {
            let slot = max(rules.slot(at: last.timestamp) + stride, start)
            last = Self.signed(
                Block(
                    rules: rules, height: last.height + 1, previousHash: last.hash, proposer: rules.proposer(of: slot),
                    timestamp: slot * 1000, version: version))
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
        let chain = try LocalChain(folder: path, consensus: Self.consensus(rules))
        if !blocks.isEmpty { _ = try chain.adopt(blocks, now: WallClock.now()) }
        return chain
    }

    /// The configuration's text for a node of this network.
    static func configuration(_ rest: String = "database: {path: /x}") -> String {
        let validators = rules().validators.map { "\($0.name)=\($0.publicKey)" }.joined(separator: ", ")
        return """
            {node: a, network: {id: bench}, \(rest),
             consensus: {validators: [\(validators)], validator: a, validator_key: /k, block_time: 1s}}
            """
    }

    func api(
        _ chain: LocalChain, peers: Peers = Peers(urls: []), fault: BuildFault = .none,
        board: FaultBoard = FaultBoard(file: nil), token: String? = nil,
        receive: @escaping @Sendable ([UInt8]) -> Bool = { _ in false }
    ) throws -> NodeAPI {
        let text = Self.configuration()
        let configuration = try NodeConfiguration(parsing: Array(text.utf8), file: "bench.yaml")
        let identity = NodeIdentity(
            configuration: configuration, stamp: try ReleaseStamp(version: "v9.1.0", fault: fault))
        return NodeAPI(
            identity: identity, chain: chain, peers: peers, requests: RequestCounts(), signing: nil, board: board,
            consensus: ConsensusAPI(
                consensus: chain.consensus, adminToken: token.map { ChainHash(of: Array($0.utf8)) }), receive: receive,
            spread: { _ in })
    }
}

/// Peers in this process: their real answers, without a network in between.
struct NeighbourTransport: PeerTransport {
    let neighbours: [String: NodeAPI]

    func post(_ url: String, body: [UInt8], deadline: Duration) async throws(PeerFailure) {
        for (base, api) in neighbours where url.hasPrefix(base) {
            let path = String(url.dropFirst(base.count))
            let answer = api.answer(HTTPServerRequest(method: "POST", path: path, body: body))
            guard (200..<300).contains(answer.status) else { throw PeerFailure(reason: "status \(answer.status)") }
        }
    }

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
