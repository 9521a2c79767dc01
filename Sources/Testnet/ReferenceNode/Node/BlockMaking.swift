internal import Reactor

/// A validator's work: when it has the slot, it signs a block on its tip.
struct BlockMaking: Sendable {
    let validator: String
    let version: String
    let chain: LocalChain
    let signing: SigningGuard
    let turns: Turns
    let log: NodeLog
    /// False while the node makes no blocks on purpose.
    let isWanted: @Sendable () -> Bool
    /// Told of every block that was made.
    let announce: @Sendable (Block) -> Void

    /// Makes blocks until the task is cancelled.
    func run(on reactor: Reactor) async {
        while !Task.isCancelled {
            await Turns.sleep(until: turns.nextTurn(of: validator, after: WallClock.now()), on: reactor)
            guard !Task.isCancelled else { return }
            if isWanted() { make(now: WallClock.now()) }
        }
    }

    /// Takes up the block that was signed last when a kill kept it from the block file: its height is used up.
    func resume() {
        guard let block = signing.lastSigned, block.previousHash == chain.tip.hash else { return }
        guard case .adopted = try? chain.adopt([block], now: WallClock.now()) else { return }
        log.info("Signed block taken up again", [("block_number", "\(block.height)"), ("hash", block.hash)])
    }

    func make(now: Int64) {
        // Woken too late, for the machine was busy or the clock was set: the turn is somebody else's now.
        guard turns.rules.proposer(of: turns.rules.slot(at: now)) == validator else { return }
        let began = ContinuousClock.now
        guard let candidate = chain.candidate(by: validator, version: version, now: now) else { return }
        let block: Block
        do throws(SigningRefusal) {
            block = try signing.sign(candidate)
        } catch {
            log.error("Block not signed", [("block_number", "\(candidate.height)"), ("reason", "\(error)")])
            return
        }
        do {
            switch try chain.adopt([block], now: now) {
            case .adopted:
                announce(block)
                chain.countProduced(in: ContinuousClock.now - began)
                log.info(
                    "New block produced",
                    [
                        ("block_number", "\(block.height)"), ("tx_count", "\(block.transactions.count)"),
                        ("hash", block.hash),
                    ])
            case .notPreferred: return
            case .refused(let objection):
                log.error("Block not taken", [("block_number", "\(block.height)"), ("reason", objection.rawValue)])
            }
        } catch {
            log.error("Block not written", [("reason", "\(error)")])
        }
    }
}
