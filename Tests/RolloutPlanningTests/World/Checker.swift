import FleetModel
import RolloutPlanning

/// Watches one machine from outside: what it is told, what it wants, what it says it knows. It keeps books of its own.
struct Checker {
    let plan: Plan
    /// The fold of everything appended so far.
    private(set) var shadow: RunState
    /// Hosts in this run's hands: from the first stop until they are proven to be well they count as down.
    private(set) var ours: Set<HostID> = []
    private var sightings: Sightings
    /// Set when something was asked of this process which forbids it to begin anything.
    private(set) var isStopping = false
    private(set) var hasFinished = false

    private var tokens: [HostID: UInt64] = [:]
    /// The effect under way on a host.
    private var attending: [HostID: Nonce] = [:]
    /// Steps of which nobody knows yet whether they happened.
    private var uncertain: [HostID: Nonce] = [:]
    private var intended: Set<Nonce> = []
    private var verified: Set<HostID> = []
    /// Stops that were announced, over the whole run; a first one that was refused does not count.
    private var stopIntents: [HostID: Int] = [:]

    init(state: RunState) {
        plan = state.plan
        shadow = state
        sightings = Sightings(plan: state.plan)
    }

    /// Hosts that the run before had in its hands.
    mutating func take(_ left: [HostID]) { ours.formUnion(left) }

    /// A new process takes the run up: all that was only seen, asked or held is gone.
    mutating func restart(recording records: [RolloutRecord]) {
        for record in records { shadow.apply(record) }
        sightings = Sightings(plan: plan)
        (isStopping, hasFinished) = (false, false)
        (tokens, attending, uncertain, verified) = ([:], [:], [:], [])
        for (id, progress) in shadow.hosts { uncertain[id] = progress.outstanding?.nonce }
    }

    mutating func check(_ event: Event, _ effects: [Effect], _ machine: RolloutMachine, at now: Int64) throws {
        guard !hasFinished || effects.isEmpty else { throw InvariantBroken(.effects, "effects after the finish") }
        note(event, at: now)
        var isFirst = true
        for effect in effects {
            if hasFinished { throw InvariantBroken(.effects, "\(effect) after the finish") }
            if case .append(let records) = effect {
                guard isFirst else { throw InvariantBroken(.effects, "records after an act: \(records)") }
                for record in records { try append(record, at: now) }
            } else {
                try act(effect)
            }
            isFirst = false
        }
        // Most looks at nodes and most renewals change nothing, and comparing is the dearest thing here.
        switch event {
        case .sample where effects.isEmpty, .renewed where effects.isEmpty: return
        default: break
        }
        guard shadow == machine.state else {
            throw InvariantBroken(.foldIsState, "after \(event): fold \(shadow.hosts), state \(machine.state.hosts)")
        }
        if machine.state.ended != nil && !hasFinished { throw InvariantBroken(.effects, "ended without a finish") }
    }

    // MARK: - What it is told

    private mutating func note(_ event: Event, at now: Int64) {
        switch event {
        case .began, .tick: break
        case .fence(let host, .acquired(let token, _)):
            tokens[host] = token
            if ours.contains(host) { sightings.distrust(host) }
        case .fence: break
        case .step(let host, let nonce, let reply):
            guard attending[host] == nonce else { return }
            attending[host] = nil
            if case .ended = reply { uncertain[host] = nil } else { uncertain[host] = nonce }
        case .settled(let host, let nonce, let finding):
            guard attending[host] == nonce else { return }
            attending[host] = nil
            switch finding {
            case .ended, .notDone: uncertain[host] = nil
            case .unreachable, .fenceLost, .undone: break
            }
        case .renewed: break
        case .sample(let host, let reading): sightings.saw(host, reading, shadow, at: now)
        case .request: isStopping = true
        }
    }

    // MARK: - What it wants

    private mutating func act(_ effect: Effect) throws {
        switch effect {
        case .append, .releaseFences: break
        case .acquireFence(let host):
            guard attending[host] == nil else { throw InvariantBroken(.oneAtATime, "\(host): a fence beside a step") }
        case .perform(let order):
            try begin(order)
            guard uncertain[order.host] == nil else {
                throw InvariantBroken(.settleFirst, "\(order.step) on \(order.host) while another is not settled")
            }
        case .settle(let order): try begin(order)
        case .renew(let host, let token):
            guard tokens[host] == token, ours.contains(host) else {
                throw InvariantBroken(.fence, "the undo of \(host) is put off with token \(token)")
            }
        case .finish: hasFinished = true
        }
    }

    private mutating func begin(_ order: StepOrder) throws {
        guard attending[order.host] == nil else { throw InvariantBroken(.oneAtATime, "\(order)") }
        attending[order.host] = order.nonce
        let announced = shadow.hosts[order.host]?.outstanding
        guard announced?.step == order.step, announced?.nonce == order.nonce else {
            throw InvariantBroken(.intentFirst, "\(order)")
        }
        guard let token = tokens[order.host], token == order.token else {
            throw InvariantBroken(.fence, "\(order), held \(tokens[order.host].map(String.init) ?? "not at all")")
        }
    }

    private mutating func append(_ record: RolloutRecord, at now: Int64) throws {
        switch record {
        case .stepIntended(let body): try intend(body, at: now)
        case .hostVerified(let body):
            try sightings.checkHealth(of: body.host, shadow, at: now)
            verified.insert(body.host)
        case .hostTurned(let body):
            verified.remove(body.host)
            if ours.contains(body.host) { sightings.distrust(body.host) }
        case .stepEnded(let body):
            // Refused at the first stop: as it was found.
            if body.step == .stop, stopIntents[body.host] == 1, case .refused = body.result {
                stopIntents[body.host] = 0
                ours.remove(body.host)
            }
        case .undoFired(let body):
            uncertain[body.host] = nil
            verified.remove(body.host)
            sightings.distrust(body.host)
        case .hostClosed(let body): try close(body)
        case .phasePassed(let body): try sightings.checkBake(of: body.phase, shadow, at: now)
        case .phaseStarted(let body):
            let earlier = plan.phases.prefix { $0.name != body.phase }
            guard earlier.allSatisfy({ shadow.passedPhases.contains($0.name) }) else {
                throw InvariantBroken(.phaseOrder, "\(body.phase) started early")
            }
        default: break
        }
        shadow.apply(record)
        if case .runEnded = record, let open = shadow.hosts.first(where: { $0.value.end == nil }) {
            throw InvariantBroken(.oneEnd, "the run ended with \(open.key) open")
        }
    }

    private mutating func intend(_ body: StepIntended, at now: Int64) throws {
        guard let progress = shadow.hosts[body.host], progress.end == nil else {
            throw InvariantBroken(.oneEnd, "\(body.step) on \(body.host), which has ended")
        }
        guard progress.outstanding == nil else {
            throw InvariantBroken(.settleFirst, "\(body.step) on \(body.host) beside \(progress.outstanding as Any)")
        }
        guard intended.insert(body.nonce).inserted else {
            throw InvariantBroken(.intentFirst, "the nonce \(body.nonce) names two intents")
        }
        if body.step == .commit && !verified.contains(body.host) {
            throw InvariantBroken(.health, "\(body.host) is committed unseen by this process")
        }
        guard body.step == .stop else { return }
        stopIntents[body.host, default: 0] += 1
        if !progress.isTouched { try checkFirstStop(of: body.host) }
        try sightings.checkQuorum(of: body.host, ours: ours, shadow, at: now)
        ours.insert(body.host)
    }

    private func checkFirstStop(of host: HostID) throws {
        if isStopping || shadow.pause != nil || shadow.turnedBecause != nil {
            throw InvariantBroken(.sticky, "\(host) is begun")
        }
        guard shadow.hosts.values.allSatisfy({ $0.reached >= .staged }) else {
            throw InvariantBroken(.stagedFirst, "\(host) is stopped")
        }
        guard let index = plan.phases.firstIndex(where: { $0.hosts.contains(host) }),
            plan.phases[..<index].allSatisfy({ shadow.passedPhases.contains($0.name) })
        else { throw InvariantBroken(.phaseOrder, "\(host) is stopped early") }
        let batch = plan.phases[index].batches.first { $0.contains(host) } ?? []
        for (other, progress) in shadow.hosts where progress.isTouched && progress.end == nil {
            guard batch.contains(other) else { throw InvariantBroken(.batchLimit, "\(host) beside \(other)") }
            if plan.purpose == .upgrade && progress.isGoingBack {
                throw InvariantBroken(.sticky, "\(host) is begun while \(other) goes back")
            }
        }
    }

    private mutating func close(_ body: HostClosed) throws {
        guard let progress = shadow.hosts[body.host], progress.end == nil else {
            throw InvariantBroken(.oneEnd, "\(body.host) ends a second time")
        }
        switch body.end {
        case .committed, .reverted:
            guard progress.reached == .committed, progress.outstanding == nil else {
                throw InvariantBroken(.health, "\(body.host) closed as \(body.end) at \(progress.reached)")
            }
            ours.remove(body.host)
        case .untouched:
            guard !progress.isTouched, stopIntents[body.host, default: 0] == 0 else {
                throw InvariantBroken(.truth, "\(body.host) was touched")
            }
        case .needsOperator: break
        }
    }
}
