internal import GoldenVectors
internal import Synchronization

/// Judges blocks by one engine or by two, as the mode says, and counts what comes of it.
final class Consensus: Sendable {
    private struct State: Sendable {
        var mode: ConsensusMode
        var statistics = ConsensusStatistics()
    }

    let rules: NetworkRules
    private let legacy: any ConsensusEngine
    private let refactored: any ConsensusEngine
    private let comparison: ShadowComparison
    private let log: NodeLog
    private let state: Mutex<State>

    init(
        rules: NetworkRules, mode: ConsensusMode, legacy: any ConsensusEngine = LegacyEngine(),
        refactored: any ConsensusEngine = RefactoredEngine(), comparison: ShadowComparison = ShadowComparison(),
        log: NodeLog
    ) {
        self.rules = rules
        self.legacy = legacy
        self.refactored = refactored
        self.comparison = comparison
        self.log = log
        state = Mutex(State(mode: mode))
    }

    var mode: ConsensusMode { state.withLock { $0.mode } }

    var statistics: ConsensusStatistics { state.withLock { $0.statistics } }

    /// What both engines say to golden vectors, whichever of them the mode asks about blocks.
    func answers(to questions: VectorQuestions) -> VectorAnswers {
        let engines = [("legacy", legacy), ("refactored", refactored)].map { name, engine in
            VectorAnswers.Engine(name: name, answers: questions.answers(by: engine.core))
        }
        return VectorAnswers(mode: mode.statsName, engines: engines)
    }

    func setMode(_ mode: ConsensusMode) {
        let old = state.withLock { state in
            defer { state.mode = mode }
            return state.mode
        }
        log.info("Consensus mode set", [("mode", mode.statsName), ("before", old.statsName)])
    }

    /// What can be said against a block's hash, root and signature, or nil.
    func judge(_ block: Block) -> BlockObjection? {
        let began = ContinuousClock.now
        let objection = digestObjection(to: block) ?? signatureObjection(to: block)
        let duration = ContinuousClock.now - began
        state.withLock { state in
            state.statistics.count(duration)
            if objection != nil { state.statistics.violations += 1 }
        }
        return objection
    }

    private func signatureObjection(to block: Block) -> BlockObjection? {
        guard block.isSignedByProposer(in: rules) else { return .notSigned }
        let isWhole = block.transactions.allSatisfy { $0.isSigned(for: rules.identity) }
        return isWhole ? nil : .transactionRefused
    }

    private func digestObjection(to block: Block) -> BlockObjection? {
        switch mode {
        case .legacy: objection(to: block, ask(legacy, \.legacy, block))
        case .shadow: shadowed(block)
        case .primary:
            switch ask(refactored, \.refactored, block) {
            case .success(let digests): objection(to: block, .success(digests))
            case .failure(let failure): fallenBack(block, failure)
            }
        case .only:
            switch ask(refactored, \.refactored, block) {
            case .success(let digests): objection(to: block, .success(digests))
            case .failure(let failure): failed(block, failure)
            }
        }
    }

    private func shadowed(_ block: Block) -> BlockObjection? {
        let old = ask(legacy, \.legacy, block)
        guard comparison.concerns(block) else { return objection(to: block, old) }
        switch ask(refactored, \.refactored, block) {
        case .failure(let failure): _ = failed(block, failure)
        case .success(let new):
            guard case .success(let digests) = old, digests != new else {
                state.withLock { $0.statistics.matches += 1 }
                if comparison.logsAll {
                    log.info("Engines agree", [("block_number", "\(block.height)"), ("hash", new.hash ?? "none")])
                }
                break
            }
            state.withLock { $0.statistics.divergences += 1 }
            let fields: [NodeLog.Field] = [
                ("block_number", "\(block.height)"), ("legacy", digests.hash ?? "none"), ("rust", new.hash ?? "none"),
            ]
            log.error("CONSENSUS DIVERGENCE", fields)
            log.error("PARITY DRIFT", fields)
        }
        return objection(to: block, old)
    }

    private func fallenBack(_ block: Block, _ failure: EngineFailure) -> BlockObjection? {
        _ = failed(block, failure)
        state.withLock { $0.statistics.fallbacks += 1 }
        log.warning("Fallback to legacy engine", [("block_number", "\(block.height)")])
        return objection(to: block, ask(legacy, \.legacy, block))
    }

    private func failed(_ block: Block, _ failure: EngineFailure) -> BlockObjection? {
        state.withLock { $0.statistics.coreErrors += 1 }
        log.error("Rust verification failed", [("block_number", "\(block.height)"), ("reason", failure.reason)])
        return .engineFailed
    }

    private func ask(
        _ engine: any ConsensusEngine, _ time: WritableKeyPath<ConsensusStatistics, EngineTime>, _ block: Block
    ) -> Result<BlockDigests, EngineFailure> {
        let began = ContinuousClock.now
        let answer: Result<BlockDigests, EngineFailure>
        do throws(EngineFailure) {
            answer = .success(try engine.digests(of: block, in: rules))
        } catch {
            answer = .failure(error)
        }
        let duration = ContinuousClock.now - began
        state.withLock { state in
            state.statistics[keyPath: time].calls += 1
            state.statistics[keyPath: time].total += duration
        }
        return answer
    }

    private func objection(to block: Block, _ answer: Result<BlockDigests, EngineFailure>) -> BlockObjection? {
        guard case .success(let digests) = answer else { return .engineFailed }
        guard digests.hash == block.hash else { return .hashDiffers }
        return digests.root == block.merkleRoot ? nil : .rootDiffers
    }
}
