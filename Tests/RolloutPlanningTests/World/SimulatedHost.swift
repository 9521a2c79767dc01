import FleetModel
import RolloutPlanning

/// A host as the protocol of ADR 1 sees it: fence, journal, store, links and the service. Steps are idempotent, as the
/// scripts on real hosts are.
struct SimulatedHost {
    struct Fence {
        var token: UInt64 = 0
        var run = ""
        var process = ""
        var isHeld = false
    }

    /// What the journal holds for one nonce.
    struct Entry {
        var intents = 0
        var outcome: StepResult?
    }

    /// Who acts, and with which token.
    struct Actor {
        let run: RunID
        let process: Nonce
    }

    let id: HostID
    var store: Set<Digest>
    var damaged: Set<Digest> = []
    var current: ReleaseReference
    var previous: ReleaseReference?
    /// What the service runs, nil when it is stopped.
    var running: ReleaseReference?
    /// When the service last started, in virtual milliseconds.
    var startedAt: Int64 = -1_000_000
    var fence = Fence()
    var journal: [Nonce: Entry] = [:]
    /// The undo that waits for its time, and the one that has been carried out since the last stop.
    var armed: Armed?
    var fired: FiredUndo?
    /// How often the service was stopped by a step.
    var stops = 0

    init(id: HostID, running release: ReleaseReference) {
        self.id = id
        store = [release.digest]
        current = release
        running = release
    }

    // MARK: - Fence

    mutating func acquire(_ actor: Actor, known: [Nonce], floor: UInt64, at now: Int64) -> FenceReply {
        if fence.isHeld && fence.process == actor.process.rawValue {
            armed?.beat = now
            return .acquired(token: fence.token, fired: fired)
        }
        if fence.isHeld && !isUndone && !known.contains(where: { $0.rawValue == fence.process }) {
            return .heldBy(FenceHolder(run: fence.run, process: fence.process, token: fence.token))
        }
        let isKnown = known.contains { $0.rawValue == fence.process } || isUndone && fence.run == actor.run.rawValue
        if floor > 0, fence.token > floor, !isKnown {
            return .changedBy(FenceHolder(run: fence.run, process: fence.process, token: fence.token))
        }
        fence = Fence(
            token: max(fence.token, floor) + 1, run: actor.run.rawValue, process: actor.process.rawValue, isHeld: true)
        armed?.beat = now
        return .acquired(token: fence.token, fired: fired)
    }

    mutating func release(_ actor: Actor) {
        if fence.process == actor.process.rawValue { fence.isHeld = false }
    }

    func lets(_ actor: Actor, token: UInt64) -> Bool {
        fence.isHeld && fence.run == actor.run.rawValue && fence.process == actor.process.rawValue
            && fence.token == token
    }

    // MARK: - Steps

    /// How an attempt at a step goes wrong on the host itself.
    enum Trouble { case none, refuses, failsBefore, failsAfter, losesOutcome }

    mutating func perform(
        _ order: StepOrder, by actor: Actor, isGoingBack: Bool, trouble: Trouble, at now: Int64
    ) -> StepReply {
        if let outcome = journal[order.nonce]?.outcome { return .ended(outcome) }
        guard lets(actor, token: order.token) else {
            return isUndone ? .undone("undone") : .fenceLost("held by \(fence.run), \(fence.process)")
        }
        journal[order.nonce, default: Entry()].intents += 1
        let isRepeated = (journal[order.nonce]?.intents ?? 0) > 1
        var result = outcome(of: order, isGoingBack: isGoingBack, trouble: trouble, at: now)
        if order.step == .stop, let undo = order.undo, trouble != .refuses, !result.isRefusal {
            armed = Armed(undo: undo, run: actor.run.rawValue, nonce: order.nonce, beat: now)
            fired = nil
        }
        // Whoever began once and is asked again can no longer say that nothing was changed.
        if isRepeated, case .refused(let why) = result { result = .failed(why) }
        guard trouble != .losesOutcome else { return .unknown("the host lost power") }
        journal[order.nonce]?.outcome = result
        return .ended(result)
    }

    func settle(_ order: StepOrder, by actor: Actor) -> Finding {
        guard lets(actor, token: order.token) else {
            return isUndone ? .undone("undone") : .fenceLost("held by \(fence.run), \(fence.process)")
        }
        return journal[order.nonce]?.outcome.map { .ended($0) } ?? .notDone
    }

    private mutating func outcome(
        of order: StepOrder, isGoingBack: Bool, trouble: Trouble, at now: Int64
    ) -> StepResult {
        let words = StepTrouble(code: "injected", detail: "by the test")
        if trouble == .refuses { return .refused(words) }
        if trouble == .failsBefore { return .failed(words) }
        let result = act(order, isGoingBack: isGoingBack, at: now)
        return trouble == .failsAfter ? .failed(words) : result
    }

    private mutating func act(_ order: StepOrder, isGoingBack: Bool, at now: Int64) -> StepResult {
        let digest = order.release.digest
        if order.step == .stage {
            guard !damaged.contains(digest) else { return refused("store-mismatch") }
            store.insert(digest)
            return .done
        }
        guard order.step == .start || (store.contains(digest) && !damaged.contains(digest)) else {
            return order.step == .commit ? failed("store-mismatch") : refused("store-mismatch")
        }
        switch order.step {
        case .stage: return .done
        case .stop:
            if running != nil { stops += 1 }
            running = nil
        case .switchOver:
            guard running == nil else { return refused("running") }
            if current != order.release && !isGoingBack { previous = current }
            current = order.release
        case .start:
            if running == nil { startedAt = now }
            running = running ?? current
        case .commit:
            guard running == order.release && current == order.release else { return failed("running-mismatch") }
            armed = nil
        }
        return .done
    }

    var isUndone: Bool { fence.isHeld && fence.process == "deadman" }

    private func refused(_ code: String) -> StepResult { .refused(StepTrouble(code: code, detail: "")) }
    private func failed(_ code: String) -> StepResult { .failed(StepTrouble(code: code, detail: "")) }
}

// MARK: - The dead-man switch

extension SimulatedHost {
    /// What a stop armed.
    struct Armed {
        let undo: Undo
        let run: String
        let nonce: Nonce
        /// When it was last put off, in virtual milliseconds.
        var beat: Int64
    }

    mutating func renew(_ actor: Actor, token: UInt64, at now: Int64) -> RenewReply {
        guard lets(actor, token: token) else { return isUndone ? .fired("undone") : .unreachable("not ours") }
        guard armed != nil else { return .notArmed }
        armed?.beat = now
        return .renewed
    }

    /// Nobody has renewed it in time: the host takes its fence and undoes the change.
    mutating func undoChange(at now: Int64) {
        guard let armed else { return }
        fence = Fence(token: fence.token + 1, run: armed.run, process: "deadman", isHeld: true)
        running = nil
        let release: ReleaseReference? =
            switch armed.undo {
            case .switchTo(let release): release
            case .stop(let release): current == release ? release : nil
            }
        if let release, store.contains(release.digest), !damaged.contains(release.digest) {
            (current, running, startedAt) = (release, release, now)
        }
        fired = FiredUndo(run: armed.run, hasSwitched: running != nil)
        self.armed = nil
    }
}

extension StepResult {
    fileprivate var isRefusal: Bool { if case .refused = self { true } else { false } }
}
