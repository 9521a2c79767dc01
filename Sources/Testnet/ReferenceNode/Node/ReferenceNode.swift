internal import ChainCore
internal import Files
internal import Glibc
internal import GoldenVectors
internal import HTTPServer
internal import NodeFaults
internal import Reactor
public import ReleaseStamp
internal import ValidatorKeys

/// The project's reference node: a small but true chain to rehearse rollouts on.
///
/// Validators take turns by the clock; whoever has the slot signs a block on its tip. Everybody asks the configured
/// peers for their tips and fetches what is missing; the longest chain wins, and what more than two thirds of the
/// validators have built on stays.
public struct ReferenceNode: Sendable {
    private let identity: NodeIdentity
    private let chain: LocalChain
    private let peers: Peers
    private let turns: Turns
    private let log: NodeLog
    private let reactor: Reactor
    private let follower: Follower
    private let making: BlockMaking?
    private let announcer: Announcer
    private let gossip: TransactionGossip
    private let madeBlocks: AsyncStream<Block>
    private let board: FaultBoard
    private let adminToken: ChainHash?
    private let configuration: NodeConfiguration

    /// Bytes of an admin token's file at most.
    private static let longestToken = 4096
    /// Bytes of a request at most: a block as full as may be.
    private static let longestBody = 512 * 1024

    /// Opens the data folder, and fails when another process uses it. Nothing listens yet.
    ///
    /// - Parameter environment: the process's; `CODEC_MODE` and `use_rust_bindings` count.
    public init(
        configuration: NodeConfiguration, stamp: ReleaseStamp, environment: [String: String] = [:]
    ) throws(NodeError) {
        self.configuration = configuration
        let identity = NodeIdentity(configuration: configuration, stamp: stamp)
        self.identity = identity
        let rules = configuration.rules
        let log = NodeLog(
            context: [("network", rules.network), ("node", configuration.node)], format: configuration.logFormat)
        self.log = log
        do throws(FileError) {
            try Directory.makeWithParents(configuration.dataFolder)
        } catch {
            throw NodeError(code: .store, message: "\(error)")
        }
        let board = FaultBoard(file: configuration.faultFile)
        self.board = board
        let wanted = try ConsensusMode.wanted(by: environment)
        let engine = RefactoredEngine(core: try CoreChoice.core(configuration, fault: stamp.fault))
        let consensus = Consensus(
            rules: rules, mode: wanted ?? configuration.mode ?? .legacy,
            refactored: board.isWatched ? FaultyEngine(base: engine, board: board) : engine,
            comparison: configuration.comparison, log: log)
        let chain = try LocalChain(folder: configuration.dataFolder, consensus: consensus)
        self.chain = chain
        adminToken = try configuration.adminTokenFile.map(Self.token)
        peers = Peers(urls: configuration.peers)
        let turns = Turns(rules: rules, node: configuration.node)
        self.turns = turns
        do throws(ReactorError) {
            reactor = try Reactor(named: "node")
        } catch {
            throw NodeError(code: .system, message: "\(error)")
        }
        let transport = try HTTPPeerTransport(on: reactor, node: configuration.node, board: board)
        announcer = Announcer(peers: peers, transport: transport)
        gossip = TransactionGossip(peers: peers, transport: transport, reactor: reactor)
        let (madeBlocks, made) = AsyncStream.makeStream(
            of: Block.self, bufferingPolicy: .bufferingNewest(Announcer.longestQueue))
        self.madeBlocks = madeBlocks
        let isStuck = identity.fault == .stuckHeight
        let making = try Self.signing(configuration).map { validator, signing in
            BlockMaking(
                validator: validator, version: identity.version, chain: chain, signing: signing, turns: turns, log: log,
                isWanted: { !isStuck && board.faults.isStuck != true }, announce: { made.yield($0) })
        }
        self.making = making
        follower = Follower(
            chain: chain, peers: peers,
            transport: transport, log: log,
            adoptsBlocks: { !isStuck && board.faults.isStuck != true && board.faults.forks != true },
            adopted: { blocks in
                guard let making else { return }
                for block in blocks where block.proposer == making.validator {
                    making.signing.saw(ownBlockAt: block.height)
                }
            })
    }

    /// Serves and makes blocks until a termination signal comes, which `TerminationSignals.block()` must have been
    /// called for before.
    public func run() async throws(NodeError) {
        let signals = try TerminationSignals()
        if let delay = board.faults.startDelay { await reactor.sleep(until: .now + .seconds(delay)) }
        let servers = try startServers()
        defer { for server in servers { server.stop() } }
        making?.resume()
        log.info(
            "Node started",
            [
                ("version", identity.version), ("pid", "\(identity.process)"), ("block_number", "\(chain.tip.height)"),
                ("api", "\(configuration.host):\(configuration.apiPort)"), ("peers", "\(peers.urls.count)"),
                ("mode", chain.consensus.mode.statsName),
            ])
        if identity.fault != .none { log.warning("Build with a fault", [("fault", "\(identity.fault)")]) }
        let signal = await withTaskGroup(of: String?.self) { group in
            group.addTask { await signals.next(on: reactor) }
            group.addTask { await askPeers() }
            group.addTask { await makeBlocks() }
            group.addTask { await announceBlocks() }
            group.addTask { await tellTransactions() }
            group.addTask { await crashWhenDue() }
            if board.isWatched { group.addTask { await watchFaults() } }
            defer { group.cancelAll() }
            for await signal in group where signal != nil { return signal }
            return nil
        }
        log.info("Node stopped", [("signal", signal ?? "none"), ("block_number", "\(chain.tip.height)")])
    }

    /// True when the lab wants this node not to start.
    public var refusesToStart: Bool { board.faults.refusesToStart == true }

    private static func signing(_ configuration: NodeConfiguration) throws(NodeError) -> (String, SigningGuard)? {
        guard let validator = configuration.validator, let path = configuration.validatorKey else { return nil }
        let key: ValidatorKey
        do throws(ValidatorKeyError) {
            key = try ValidatorKey(reading: path)
        } catch {
            throw NodeError(code: .configuration, message: "consensus.validator_key: \(error)")
        }
        guard key.publicKey == configuration.rules.publicKey(of: validator) else {
            throw NodeError(
                code: .configuration,
                message: "\(path) holds the key \(key.publicKey), which is not \(validator)'s in consensus.validators")
        }
        return (validator, try SigningGuard(keyFile: path, key: key, dataFolder: configuration.dataFolder))
    }

    private static func token(_ path: String) throws(NodeError) -> ChainHash {
        do throws(FileError) {
            let bytes = try File.read(path, limit: longestToken)
            let text = bytes.prefix { $0 > 0x20 }
            guard !text.isEmpty else { throw FileError("read", path, .tooLarge(limit: longestToken)) }
            return ChainHash(of: Array(text))
        } catch {
            throw NodeError(code: .configuration, message: "api.admin_token_file: \(error)")
        }
    }

    private func startServers() throws(NodeError) -> [HTTPServer] {
        let api = NodeAPI(
            identity: identity, chain: chain, peers: peers, requests: RequestCounts(), signing: making?.signing,
            board: board, consensus: ConsensusAPI(consensus: chain.consensus, adminToken: adminToken),
            receive: { follower.receive($0) }, spread: { [gossip] in gossip.tell($0) })
        var limits = HTTPServerLimits()
        limits.bodyBytes = Self.longestBody
        do throws(HTTPServerError) {
            return [
                try HTTPServer(
                    address: configuration.host, port: configuration.apiPort, limits: limits,
                    handler: { api.answer($0) }),
                try HTTPServer(
                    address: configuration.host, port: configuration.metricsPort, handler: { api.answerMetrics($0) }),
            ]
        } catch {
            throw NodeError(code: .system, message: error.message)
        }
    }

    private func askPeers() async -> String? {
        while !Task.isCancelled {
            let question = turns.nextQuestion(after: WallClock.now())
            await Turns.sleep(until: question, on: reactor)
            await follower.poll()
            if isCurrent(at: question) { continue }
            if !peers.urls.isEmpty {
                await Turns.sleep(until: turns.secondQuestion(after: question), on: reactor)
                await follower.poll()
            }
            if !isCurrent(at: question), !Task.isCancelled { chain.countTimeout() }
        }
        return nil
    }

    private func isCurrent(at question: Int64) -> Bool {
        turns.rules.slot(at: chain.tip.timestamp) >= turns.rules.slot(at: question)
    }

    private func makeBlocks() async -> String? {
        guard let making else { return nil }
        // A block on a tip that peers have left behind would be in vain.
        await follower.poll()
        await making.run(on: reactor)
        return nil
    }

    private func announceBlocks() async -> String? {
        for await block in madeBlocks { await announcer.send(block) }
        return nil
    }

    private func tellTransactions() async -> String? {
        await gossip.run()
        return nil
    }

    private func watchFaults() async -> String? {
        while !Task.isCancelled {
            await reactor.sleep(until: .now + FaultBoard.pause)
            board.refresh()
            board.leak(after: FaultBoard.pause)
        }
        return nil
    }

    private func crashWhenDue() async -> String? {
        var due = board.faults.crashAfter
        if case .crashAfter(let seconds) = identity.fault { due = seconds }
        guard let due else { return nil }
        await reactor.sleep(until: .now + .seconds(due))
        guard !Task.isCancelled else { return nil }
        log.error("Build with a fault crashes now", [("fault", "crash-after=\(due)")])
        TerminationSignals.abort()
    }
}
