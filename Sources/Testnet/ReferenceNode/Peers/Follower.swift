/// Asks the peers for their tips and fetches the blocks that are missing here.
struct Follower: Sendable {
    let chain: LocalChain
    let peers: Peers
    let transport: any PeerTransport
    let log: NodeLog
    /// A node that adopts nothing still asks, so that it knows who is there.
    let adoptsBlocks: @Sendable () -> Bool
    /// Told of every block that was adopted.
    let adopted: @Sendable ([Block]) -> Void

    /// Time that one answer of a peer may take.
    static let deadline = Duration.seconds(2)
    /// Blocks asked for, and served, at once.
    static let batch = 256
    /// Requests for one catching-up; what is missing then is fetched after the next poll.
    private static let batchesAtOnce = 64
    /// Bytes of a list of `batch` blocks at most, and of one block.
    static let longestList = 8 << 20
    private static let longestBlock = 4096 + Mempool.mostOfBlock * (2 * Transaction.length + 8)

    /// Asks every peer once, all at the same time; returns when the last one has answered or has had its time.
    func poll() async {
        await withTaskGroup(of: Void.self) { group in
            for url in peers.urls { group.addTask { await follow(url) } }
        }
    }

    /// Takes a block that a peer has made this moment, when it follows our tip; the next poll finds any other.
    func receive(_ body: [UInt8]) -> Bool {
        guard adoptsBlocks(), let block = NodeJSON.decode(Block.self, from: body), block.previousHash == chain.tip.hash,
            case .adopted = try? chain.adopt([block], now: WallClock.now())
        else { return false }
        noteAdopted([block])
        return true
    }

    private func noteAdopted(_ blocks: [Block]) {
        adopted(blocks)
        guard blocks.count == 1, let block = blocks.first else { return }
        chain.countPropagation(.milliseconds(max(0, WallClock.now() - block.timestamp)))
        log.info("Block accepted", [("block_number", "\(block.height)"), ("validator", block.proposer)])
    }

    private func follow(_ url: String) async {
        do throws(PeerFailure) {
            let body = try await transport.get(
                "\(url)/v1/blocks/latest", deadline: Self.deadline, maximumBody: Self.longestBlock)
            // Mostly its tip is ours, to the byte: nothing to read then.
            guard peers.answered(url, body), body != chain.tipForm else { return }
            guard let block = NodeJSON.decode(Block.self, from: body),
                block.fitsItsHeader(in: chain.rules)
            else { throw PeerFailure(reason: "its tip is no block of network \(chain.rules.network)") }
            guard adoptsBlocks(), chain.rules.prefers(block, over: chain.tip) else { return }
            if try !accept([block], from: url) { try await catchUp(with: url, to: block.height) }
        } catch {
            peers.failed(url, error.reason)
            peers.forgetAnswer(url)
        }
    }

    /// True when the branch was taken or is not wanted any more; false when what it follows is missing here.
    private func accept(_ branch: [Block], from url: String) throws(PeerFailure) -> Bool {
        switch try writing({ () throws(any Error) in try chain.adopt(branch, now: WallClock.now()) }) {
        case .adopted(let dropped):
            noteAdopted(branch)
            if dropped > 0 {
                log.warning(
                    "Branch replaced",
                    [("peer", url), ("dropped", "\(dropped)"), ("block_number", "\(chain.tip.height)")])
            }
            return true
        case .notPreferred: return true
        case .refused(.doesNotFollow): return false
        case .refused(.belowFinal):
            log.error("CONSENSUS DIVERGENCE", [("peer", url), ("finalized", "\(chain.finalHeight)")])
            throw PeerFailure(reason: "its chain leaves ours below block \(chain.finalHeight), which is finalised")
        case .refused(let objection): throw PeerFailure(reason: "its block was refused: \(objection.rawValue)")
        }
    }

    /// Fetches what lies between the last block in common and the peer's tip.
    private func catchUp(with url: String, to target: Int) async throws(PeerFailure) {
        let began = chain.tip.height
        var next = try await firstMissing(with: url)
        var pending: [Block] = []
        for _ in 0..<Self.batchesAtOnce where next <= target {
            let fetched = try await blocks(of: url, from: next, count: Self.batch)
            pending += fetched
            guard let last = fetched.last, fetched.first?.height == next else {
                throw PeerFailure(reason: "it does not serve its block \(next)")
            }
            next = last.height + 1
            // A branch that is not the better one yet is gathered until it is.
            guard chain.rules.prefers(last, over: chain.tip) else { continue }
            guard try accept(pending, from: url) else {
                throw PeerFailure(reason: "its blocks do not follow one another")
            }
            pending = []
        }
        guard chain.tip.height > began else { return }
        log.info("Caught up", [("peer", url), ("from", "\(began)"), ("block_number", "\(chain.tip.height)")])
    }

    /// The height of the first block to fetch: the one after a block in common, searched for in doubling steps back.
    private func firstMissing(with url: String) async throws(PeerFailure) -> Int {
        var back = 0
        while true {
            let tip = chain.tip.height
            let height = max(tip - back, chain.firstHeight)
            guard let theirs = try await blocks(of: url, from: height, count: 1).first else {
                throw PeerFailure(reason: "it does not serve its block \(height)")
            }
            if theirs.height > tip { return try await restart(with: url, at: theirs.height) }
            if theirs.height == height, theirs.hash == chain.block(at: height)?.hash { return height + 1 }
            guard theirs.height == height, height > chain.firstHeight else {
                throw PeerFailure(reason: "its chain has no block in common with ours")
            }
            back = back == 0 ? 1 : back * 2
        }
    }

    /// The peer has let go of everything that could follow our tip: begin anew with what it still keeps.
    private func restart(with url: String, at height: Int) async throws(PeerFailure) -> Int {
        let body = try await transport.get(
            "\(url)/v1/accounts", deadline: Self.deadline, maximumBody: AccountsForm.longest)
        guard let form = NodeJSON.decode(AccountsForm.self, from: body), let accounts = form.state else {
            throw PeerFailure(reason: "its answer is no list of accounts")
        }
        let run = try await blocks(of: url, from: form.height, count: Self.batch)
        guard run.first?.height == form.height, form.height >= height else {
            throw PeerFailure(reason: "its accounts are not those of its first block")
        }
        let result = try writing { () throws(any Error) in
            try chain.restart(with: run, accounts: accounts, now: WallClock.now())
        }
        if case .refused(let objection) = result {
            throw PeerFailure(reason: "its block was refused: \(objection.rawValue)")
        }
        adopted(run)
        log.warning("Chain begun anew from a peer", [("peer", url), ("block_number", "\(chain.tip.height)")])
        return chain.tip.height + 1
    }

    private func blocks(of url: String, from height: Int, count: Int) async throws(PeerFailure) -> [Block] {
        let body = try await transport.get(
            "\(url)/v1/blocks?from=\(height)&count=\(count)", deadline: Self.deadline, maximumBody: Self.longestList)
        guard let list = NodeJSON.decode(BlockList.self, from: body), list.blocks.count <= count else {
            throw PeerFailure(reason: "its answer is no list of at most \(count) blocks")
        }
        return list.blocks
    }

    private func writing(_ act: () throws -> Adoption) throws(PeerFailure) -> Adoption {
        do {
            return try act()
        } catch {
            log.error("Block not written", [("reason", "\(error)")])
            throw PeerFailure(reason: "its block could not be written here")
        }
    }
}

/// Blocks as the API lists them.
struct BlockList: Codable, Sendable {
    let blocks: [Block]
}
