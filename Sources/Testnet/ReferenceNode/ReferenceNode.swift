internal import Files
internal import HTTPServer
internal import Reactor
public import ReleaseStamp

/// The project's reference node: a small but true chain to rehearse rollouts on.
///
/// Validators take turns by the clock; whoever has the slot puts a block on its tip. Everybody asks the configured
/// peers for their tips and fetches what is missing; the longest chain wins. There are no signatures, transactions
/// and votes in this form.
public struct ReferenceNode: Sendable {
    private let identity: NodeIdentity
    private let chain: LocalChain
    private let peers: Peers
    private let turns: Turns
    private let log: NodeLog
    private let reactor: Reactor
    private let follower: Follower
    private let configuration: NodeConfiguration

    /// Opens the data folder, and fails when another process uses it. Nothing listens yet.
    public init(configuration: NodeConfiguration, stamp: ReleaseStamp) throws(NodeError) {
        self.configuration = configuration
        identity = NodeIdentity(configuration: configuration, stamp: stamp)
        let rules = configuration.rules
        log = NodeLog(context: [("network", rules.network), ("node", configuration.node)])
        do throws(FileError) {
            try Directory.makeWithParents(configuration.dataFolder)
        } catch {
            throw NodeError(code: .store, message: "\(error)")
        }
        chain = try LocalChain(folder: configuration.dataFolder, rules: rules)
        peers = Peers(urls: configuration.peers)
        turns = Turns(rules: rules, node: configuration.node)
        do throws(ReactorError) {
            reactor = try Reactor(named: "node")
        } catch {
            throw NodeError(code: .system, message: "\(error)")
        }
        follower = Follower(
            chain: chain, peers: peers, transport: try HTTPPeerTransport(on: reactor), log: log,
            adoptsBlocks: identity.fault != .stuckHeight)
    }

    /// Serves and makes blocks until a termination signal comes, which `TerminationSignals.block()` must have been
    /// called for before.
    public func run() async throws(NodeError) {
        let servers = try startServers()
        defer { for server in servers { server.stop() } }
        let signals = try TerminationSignals()
        log.info(
            "Node started",
            [
                ("version", identity.version), ("pid", "\(identity.process)"), ("block_number", "\(chain.tip.height)"),
                ("api", "\(configuration.host):\(configuration.apiPort)"), ("peers", "\(peers.urls.count)"),
            ])
        if identity.fault != .none { log.warning("Build with a fault", [("fault", "\(identity.fault)")]) }
        let signal = await withTaskGroup(of: String?.self) { group in
            group.addTask { await signals.next(on: reactor) }
            group.addTask { await askPeers() }
            group.addTask { await makeBlocks() }
            group.addTask { await crashWhenDue() }
            defer { group.cancelAll() }
            for await signal in group where signal != nil { return signal }
            return nil
        }
        log.info("Node stopped", [("signal", signal ?? "none"), ("block_number", "\(chain.tip.height)")])
    }

    private func startServers() throws(NodeError) -> [HTTPServer] {
        let api = NodeAPI(identity: identity, chain: chain, peers: peers, requests: RequestCounts())
        do throws(HTTPServerError) {
            return [
                try HTTPServer(
                    address: configuration.host, port: configuration.apiPort, handler: { api.answer($0) }),
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
            let isCurrent = turns.rules.slot(at: chain.tip.timestamp) >= turns.rules.slot(at: question)
            if isCurrent || peers.urls.isEmpty { continue }
            await Turns.sleep(until: turns.secondQuestion(after: question), on: reactor)
            await follower.poll()
        }
        return nil
    }

    private func makeBlocks() async -> String? {
        guard let validator = configuration.validator, identity.fault != .stuckHeight else { return nil }
        // A block on a tip that peers have left behind would be in vain.
        await follower.poll()
        while !Task.isCancelled {
            await Turns.sleep(until: turns.nextTurn(of: validator, after: WallClock.now()), on: reactor)
            guard !Task.isCancelled else { return nil }
            produce(as: validator)
        }
        return nil
    }

    private func produce(as validator: String) {
        let now = WallClock.now()
        // Woken too late, for the machine was busy or the clock was set: the turn is somebody else's now.
        guard turns.rules.proposer(of: turns.rules.slot(at: now)) == validator else { return }
        do throws(FileError) {
            guard let block = try chain.produce(as: validator, version: identity.version, now: now) else { return }
            log.info("New block produced", [("block_number", "\(block.height)"), ("hash", block.hash)])
        } catch {
            log.error("Block not written", [("reason", "\(error)")])
        }
    }

    private func crashWhenDue() async -> String? {
        guard case .crashAfter(let seconds) = identity.fault else { return nil }
        await reactor.sleep(until: .now + .seconds(seconds))
        guard !Task.isCancelled else { return nil }
        log.error("Build with a fault crashes now", [("fault", "\(identity.fault)")])
        TerminationSignals.abort()
    }
}
