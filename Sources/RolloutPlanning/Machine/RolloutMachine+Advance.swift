import FleetModel

extension RolloutMachine {
    /// Takes the run up: hosts that needed a person are tried again, unless the run is paused.
    mutating func begin(at now: Moment) {
        if let ended = state.ended { return finishEnded(ended) }
        guard state.plan.phases.contains(where: { $0.name == state.through }) else {
            return finish(.refused(reason: "the plan has no phase \(state.through?.rawValue ?? "to end with")"))
        }
        lastProgress = now
        wasPausedBefore = isPaused
        if !isPaused {
            for host in order where needsOperator(host) { record(.hostReopened(HostReopened(host: host))) }
        }
        let late = Set(state.plan.phases.filter { state.passedPhases.contains($0.name) }.flatMap(\.hosts))
        strays = order.filter { isOpen($0) && (state.hosts[$0]?.isTouched == true || late.contains($0)) }
    }

    /// Looks at the state and starts whatever may start now.
    mutating func pass(at now: Moment) {
        if isPaused && !fences.isJudged && !order.contains(where: { state.hosts[$0]?.isInFlight == true }) {
            return finishPaused()
        }
        guard hasFences(at: now) else { return }
        isStaged = isStaged || order.allSatisfy { (state.hosts[$0]?.reached ?? .planned) >= .staged }
        guard isStaged else { return stage(at: now) }
        watchProgress(at: now)
        if state.turnedBecause != nil { turnTouchedHosts() }
        if isPaused {
            if hasDrained(at: now) { finishPaused() }
        } else if state.turnedBecause != nil {
            goBack(at: now)
        } else {
            runPhases(at: now)
        }
    }

    /// Stages on every host before the first service stops.
    private mutating func stage(at now: Moment) {
        guard !isPaused else {
            if !contacts.values.contains(where: { $0.attending != nil }) { finishPaused() }
            return
        }
        for host in order where state.hosts[host]?.reached == .planned { drive(host, at: now) }
        guard order.allSatisfy({ state.hosts[$0].map { $0.reached >= .staged || $0.end != nil } ?? true }) else {
            return
        }
        let failures = order.compactMap { host -> String? in
            guard case .untouched(let reason)? = state.hosts[host]?.end else { return nil }
            return "\(host): \(reason)"
        }
        if !failures.isEmpty { refuse(failures.joined(separator: "; ")) }
    }

    private mutating func runPhases(at now: Moment) {
        let phase = state.currentPhase
        let batch = phase?.batches.first { $0.contains(where: isOpen) } ?? []
        let late = strays.filter { isOpen($0) && !batch.contains($0) }
        guard late.isEmpty else {
            for host in late { drive(host, at: now) }
            return
        }
        guard let phase else { return complete() }
        if isBeyondGoal(phase) {
            if hasDrained(at: now) { finishGoal() }
            return
        }
        if !state.startedPhases.contains(phase.name) {
            record(.phaseStarted(PhaseStarted(phase: phase.name)))
            lastProgress = now
        }
        if batch.isEmpty { bakePhase(phase, at: now) } else { run(batch, of: phase, at: now) }
    }

    /// Hosts under way first: what becomes of them decides whether another may be begun.
    private mutating func run(_ batch: [HostID], of phase: PlannedPhase, at now: Moment) {
        for host in batch where state.hosts[host]?.isTouched == true { drive(host, at: now) }
        guard ending == nil, !isPaused, state.turnedBecause == nil, !isOneGoingBack(of: batch) else { return }
        guard hasProvenStores(of: phase, at: now) else { return }
        for host in batch where state.hosts[host]?.isTouched == false { drive(host, at: now) }
        holdIfHopeless(batch, at: now)
    }

    private func isOneGoingBack(of batch: [HostID]) -> Bool {
        batch.contains { isOpen($0) && state.hosts[$0]?.isGoingBack == true }
    }

    // MARK: - Back

    /// Everything that was touched goes back, as parallel as quorum allows; then the run ends.
    private mutating func goBack(at now: Moment) {
        bake = nil
        for host in order where isOpenAndTouched(host) { drive(host, at: now) }
        guard ending == nil else { return }
        if order.contains(where: isOpenAndTouched) {
            holdIfHopeless(order.filter(isOpenAndTouched), at: now)
        } else {
            endTurned()
        }
    }

    /// A host with a step under way turns when the step has ended; one that needs a person is left to that person.
    private mutating func turnTouchedHosts() {
        let reason = state.turnedBecause ?? ""
        for host in order {
            guard let progress = state.hosts[host], progress.isTouched, !progress.isGoingBack,
                progress.outstanding == nil, progress.isOpen || progress.end == .committed
            else { continue }
            turn(host, because: reason)
        }
    }

    // MARK: - Pauses, goals and clocks

    /// Lets hosts in the middle of a change come to their end, and begins no other. True when none is left, but for those
    /// that run and would have to wait for quorum.
    private mutating func hasDrained(at now: Moment) -> Bool {
        for host in order where isUnderWay(host) { drive(host, at: now) }
        return ending == nil && !order.contains { isUnderWay($0) && !(power.isComplete && isWaitingForQuorum($0)) }
    }

    private func isWaitingForQuorum(_ host: HostID) -> Bool {
        if case .quorum? = waitingFor[host] { true } else { false }
    }

    private func isUnderWay(_ host: HostID) -> Bool {
        guard let progress = state.hosts[host] else { return false }
        return progress.isInFlight || (progress.isOpen && progress.outstanding != nil)
    }

    func isOpen(_ host: HostID) -> Bool { state.hosts[host]?.isOpen == true }

    private func isOpenAndTouched(_ host: HostID) -> Bool { isOpen(host) && state.hosts[host]?.isTouched == true }

    private func needsOperator(_ host: HostID) -> Bool {
        if case .needsOperator? = state.hosts[host]?.end { true } else { false }
    }

    var isPaused: Bool { state.pause != nil || isInterrupted }

    private func isBeyondGoal(_ phase: PlannedPhase) -> Bool {
        let names = state.plan.phases.map(\.name)
        guard let goal = names.firstIndex(where: { $0 == state.through }) else { return true }
        return names.firstIndex(of: phase.name).map { $0 > goal } ?? true
    }

    /// A run in which nothing moves for `progress` holds; bakes and pauses stand the clock still.
    private mutating func watchProgress(at now: Moment) {
        guard let last = lastProgress, !isPaused, bake == nil else { return lastProgress = now }
        guard now - last > state.plan.deadlines.progress else { return }
        let first = order.first { isOpen($0) && waitingFor[$0] != nil }
        let waiting = first.map { ": \($0) \(waitingFor[$0]?.description ?? "")" } ?? ""
        record(.runHeld(RunHeld(reason: "no progress for \(state.plan.deadlines.progress)\(waiting)")))
    }
}
