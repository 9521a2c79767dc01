import FleetModel

extension RolloutMachine {
    /// Looks at the state and starts whatever may start now. Called after every event.
    mutating func advance(at now: Moment) {
        if let ended = state.ended { return finishEnded(ended) }
        guard hasFences(at: now), ending == nil else { return }
        if !isStaged { return stage(at: now) }
        watchProgress(at: now)
        if state.turnedBecause != nil { return goBack(at: now) }
        runPhase(at: now)
    }

    /// Stages on every host before the first service stops.
    private mutating func stage(at now: Moment) {
        guard !isPaused else {
            if !isAttending { finishPaused() }
            return
        }
        for host in state.plan.hosts.map(\.id) where state.hosts[host]?.reached == .planned { drive(host, at: now) }
        guard state.plan.hosts.allSatisfy({ hasLeftStaging($0.id) }) else { return }
        let failures = state.plan.hosts.compactMap { host -> String? in
            guard case .untouched(let reason)? = state.hosts[host.id]?.end else { return nil }
            return "\(host.id): \(reason)"
        }
        if !failures.isEmpty { refuse(failures.joined(separator: "; ")) }
    }

    private var isStaged: Bool {
        state.hosts.values.allSatisfy { $0.reached >= .staged }
    }

    private func hasLeftStaging(_ host: HostID) -> Bool {
        guard let progress = state.hosts[host] else { return true }
        return progress.reached >= .staged || progress.end != nil
    }

    private mutating func runPhase(at now: Moment) {
        guard let phase = state.currentPhase else { return complete() }
        if isPaused { return drain(at: now) }
        if isBeyondGoal(phase) { return finishGoal() }
        if !state.startedPhases.contains(phase.name) {
            record(.phaseStarted(PhaseStarted(phase: phase.name)))
            lastProgress = now
        }
        for batch in phase.batches {
            let open = batch.filter { state.hosts[$0]?.end == nil }
            guard !open.isEmpty else { continue }
            for host in open { drive(host, at: now) }
            if batch.contains(where: { state.hosts[$0]?.end == nil }) || ending != nil { return }
            return advance(at: now)
        }
        bakePhase(phase, at: now)
    }

    /// Everything that was touched goes back, as parallel as quorum allows; then the run ends.
    private mutating func goBack(at now: Moment) {
        turnTouchedHosts()
        for host in state.plan.hosts.map(\.id) where isOpenAndTouched(host) {
            if isPaused, state.hosts[host]?.reached == .staged { continue }
            drive(host, at: now)
        }
        guard ending == nil, !state.plan.hosts.contains(where: { isOpenAndTouched($0.id) }) else {
            if isPaused && !hasHostsInFlight { finishPaused() }
            return
        }
        endTurned()
    }

    /// A host with a step under way turns when the step has ended; one that needs a person is left to that person.
    private mutating func turnTouchedHosts() {
        let reason = state.turnedBecause ?? ""
        for host in state.plan.hosts.map(\.id) {
            guard let progress = state.hosts[host], progress.isTouched, !progress.isGoingBack,
                progress.outstanding == nil, progress.end == nil || progress.end == .committed
            else { continue }
            watches[host] = nil
            record(.hostTurned(HostTurned(host: host, reason: reason)))
        }
    }

    /// Lets hosts in the middle of a change come to their end, and begins no other.
    private mutating func drain(at now: Moment) {
        for host in state.plan.hosts.map(\.id) where isDraining(host) { drive(host, at: now) }
        if ending == nil && !hasHostsInFlight && state.turnedBecause == nil { finishPaused() }
    }

    private func isDraining(_ host: HostID) -> Bool {
        guard let progress = state.hosts[host], progress.end == nil else { return false }
        return progress.isTouched || progress.outstanding != nil
    }

    private func isOpenAndTouched(_ host: HostID) -> Bool {
        guard let progress = state.hosts[host] else { return false }
        return progress.end == nil && progress.isTouched
    }

    private var isAttending: Bool { contacts.values.contains { $0.attending != nil } }

    var isPaused: Bool { state.pause != nil || isInterrupted }

    var hasHostsInFlight: Bool {
        state.plan.hosts.contains { isDraining($0.id) }
    }

    private func isBeyondGoal(_ phase: PlannedPhase) -> Bool {
        guard let goal = state.plan.phases.firstIndex(where: { $0.name == state.through }) else { return false }
        return (state.plan.phases.firstIndex { $0.name == phase.name } ?? 0) > goal
    }

    /// A run in which nothing moves for `progress` holds; bakes and pauses stand the clock still.
    private mutating func watchProgress(at now: Moment) {
        guard let last = lastProgress, !isPaused, bake == nil else { return lastProgress = now }
        guard now - last > state.plan.deadlines.progress else { return }
        let waiting = waitingFor.sorted { $0.key < $1.key }.first.map { ": \($0.key) \($0.value)" } ?? ""
        record(.runHeld(RunHeld(reason: "no progress for \(state.plan.deadlines.progress)\(waiting)")))
    }
}
