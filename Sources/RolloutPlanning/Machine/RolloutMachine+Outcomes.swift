import FleetModel

extension RolloutMachine {
    /// A host's change did not work: an upgrade goes back on that host; a way back that fails needs a person.
    mutating func fail(_ host: HostID, _ reason: String, at now: Moment) {
        watches[host] = nil
        if isOnWayBack(host) {
            close(host, .needsOperator(reason: reason), at: now)
        } else {
            turn(host, because: reason)
        }
    }

    /// From here on the host is on its way to the release from before.
    mutating func turn(_ host: HostID, because reason: String) {
        watches[host] = nil
        if state.hosts[host]?.isInHand == true { power.forget(host) }
        record(.hostTurned(HostTurned(host: host, reason: reason)))
    }

    /// The planned release, or on the way back the one from before, runs and is proven.
    mutating func closeGood(_ host: HostID, at now: Moment) {
        let isBack = state.hosts[host]?.isGoingBack == true
        close(host, isBack ? .reverted(reason: state.hosts[host]?.wentBackBecause ?? "it failed") : .committed, at: now)
    }

    mutating func close(_ host: HostID, _ end: HostEnd, at now: Moment) {
        record(.hostClosed(HostClosed(host: host, end: end)))
        lastProgress = now
        waitingFor[host] = nil
        watches[host] = nil
        guard state.plan.purpose == .upgrade, state.turnedBecause == nil else { return }
        switch end {
        case .committed: break
        case .reverted(let reason), .untouched(let reason), .needsOperator(let reason):
            if isStaged { hostFailed(host, reason) }
        }
    }

    /// What a failed host means for the run: the first phase takes everything back, a later one holds when more hosts have
    /// failed than the budget allows.
    private mutating func hostFailed(_ host: HostID, _ reason: String) {
        let explanation = "\(host) failed: \(reason)"
        if state.passedPhases.isEmpty {
            if state.hasTouchedHosts { return record(.runTurned(RunTurned(reason: explanation))) }
            return refuse(explanation)
        }
        let failed = state.hosts.values.count { !$0.isOpen && $0.end != .committed }
        let allowed = state.plan.budget.failedHosts
        guard failed > allowed, state.pause == nil else { return }
        record(.runHeld(RunHeld(reason: "\(explanation); failed hosts \(failed) > \(allowed)")))
    }

    // MARK: - How runs end

    /// Ends a run that has changed nothing.
    mutating func refuse(_ reason: String) { end(.refused, reason, .refused(reason: reason)) }

    mutating func complete() { endUnlessSomebodyIsNeeded(.completed, "every phase passed") }

    mutating func endTurned() { endUnlessSomebodyIsNeeded(.rolledBack, state.turnedBecause ?? "") }

    /// A run with hosts that need a person stays open, so that `resume` takes those hosts up again.
    private mutating func endUnlessSomebodyIsNeeded(_ outcome: RunOutcome, _ reason: String) {
        let unfinished = hosts { if case .needsOperator(let reason) = $0 { reason } else { nil } }
        guard !unfinished.isEmpty else { return end(outcome, reason, ending(of: outcome, reason)) }
        let names = unfinished.keys.sorted().map(\.rawValue).joined(separator: ", ")
        if state.pause == nil { record(.runHeld(RunHeld(reason: "a person is needed on \(names)"))) }
        finish(.partly(unfinished))
    }

    private mutating func end(_ outcome: RunOutcome, _ reason: String, _ ending: Ending) {
        for host in order where isOpen(host) {
            record(.hostClosed(HostClosed(host: host, end: .untouched(reason: reason))))
        }
        record(.runEnded(RunEnded(outcome: outcome, reason: reason)))
        perform(.releaseFences(fences.held.sorted()))
        finish(ending)
    }

    mutating func finishGoal() {
        guard let goal = state.through else { return }
        finish(.phasePassed(goal))
    }

    mutating func finishPaused() {
        switch state.pause {
        case .halted(let by, let reason): finish(.halted(by: by, reason: reason))
        case .held(let reason):
            finish(wasPausedBefore && !hasActed ? .refused(reason: reason) : .held(reason: reason))
        case nil: finish(.interrupted)
        }
    }

    /// For a run that had ended before this process began.
    mutating func finishEnded(_ ended: RunEnded) { finish(ending(of: ended.outcome, ended.reason)) }

    private func ending(of outcome: RunOutcome, _ reason: String) -> Ending {
        switch outcome {
        case .completed:
            // Within the budget, but not what was asked for.
            let behind = hosts { if case .reverted(let reason) = $0 { reason } else { $0.reasonUntouched } }
            return behind.isEmpty ? .completed : .partly(behind)
        case .rolledBack: return .rolledBack(reason: reason)
        case .refused: return .refused(reason: reason)
        case .superseded: return .fenceLost(reason: reason)
        }
    }

    private func hosts(where reason: (HostEnd) -> String?) -> [HostID: String] {
        state.hosts.compactMapValues { $0.end.flatMap(reason) }
    }

    mutating func asked(_ request: OperatorRequest) {
        switch request {
        case .halt(let by, let reason): record(.runHalted(RunHalted(by: by, reason: reason)))
        case .interrupt: isInterrupted = true
        case .yield(let to): finish(.yielded(to: to))
        }
    }
}

extension HostEnd {
    fileprivate var reasonUntouched: String? {
        if case .untouched(let reason) = self { reason } else { nil }
    }
}
