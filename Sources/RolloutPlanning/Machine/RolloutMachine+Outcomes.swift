import FleetModel

extension RolloutMachine {
    /// A host's change did not work: an upgrade goes back on that host; a way back that fails needs a person.
    mutating func fail(_ host: HostID, _ reason: String) {
        watches[host] = nil
        let isGoingForward = state.plan.purpose == .upgrade && state.hosts[host]?.isGoingBack == false
        guard isGoingForward else { return close(host, .needsOperator(reason: reason)) }
        reasons[host] = reason
        record(.hostTurned(HostTurned(host: host, reason: reason)))
    }

    /// The planned release, or on the way back the one from before, runs and is proven.
    mutating func closeGood(_ host: HostID) {
        if state.hosts[host]?.isGoingBack == true {
            close(host, .reverted(reason: reasons[host] ?? state.turnedBecause ?? "it failed"))
        } else {
            close(host, .committed)
        }
    }

    mutating func close(_ host: HostID, _ end: HostEnd) {
        record(.hostClosed(HostClosed(host: host, end: end)))
        waitingFor[host] = nil
        watches[host] = nil
        guard state.plan.purpose == .upgrade, state.turnedBecause == nil else { return }
        switch end {
        case .committed: break
        case .reverted(let reason), .untouched(let reason), .needsOperator(let reason):
            if isStagedEverywhere { hostFailed(host, reason) }
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
        let failed = state.hosts.values.count { $0.end != nil && $0.end != .committed }
        if failed > state.plan.budget.failedHosts {
            record(
                .runHeld(
                    RunHeld(reason: "\(explanation); failed hosts \(failed) > \(state.plan.budget.failedHosts)")))
        }
    }

    private var isStagedEverywhere: Bool { state.hosts.values.allSatisfy { $0.reached >= .staged } }

    // MARK: - How runs end

    /// Ends a run that has changed nothing.
    mutating func refuse(_ reason: String) { end(.refused, reason, .refused(reason: reason)) }

    mutating func complete() { endUnlessSomebodyIsNeeded(.completed, "every phase passed", .completed) }

    mutating func endTurned() {
        let reason = state.turnedBecause ?? ""
        endUnlessSomebodyIsNeeded(.rolledBack, reason, .rolledBack(reason: reason))
    }

    /// A run with hosts that need a person stays open, so that `resume` takes those hosts up again.
    private mutating func endUnlessSomebodyIsNeeded(_ outcome: RunOutcome, _ reason: String, _ ending: Ending) {
        let unfinished = hostsNeedingOperator
        guard !unfinished.isEmpty else { return end(outcome, reason, ending) }
        let names = unfinished.keys.sorted().map(\.rawValue).joined(separator: ", ")
        if state.pause == nil { record(.runHeld(RunHeld(reason: "a person is needed on \(names)"))) }
        finish(.partly(unfinished))
    }

    private mutating func end(_ outcome: RunOutcome, _ reason: String, _ ending: Ending) {
        for host in state.plan.hosts.map(\.id) where state.hosts[host]?.end == nil {
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
        case .held(let reason): finish(hasTouched ? .held(reason: reason) : .refused(reason: reason))
        case nil: finish(.interrupted)
        }
    }

    /// For a run that had ended before this process began.
    mutating func finishEnded(_ ended: RunEnded) {
        switch ended.outcome {
        case .completed: finish(.completed)
        case .rolledBack: finish(.rolledBack(reason: ended.reason))
        case .refused: finish(.refused(reason: ended.reason))
        case .superseded: finish(.fenceLost(reason: ended.reason))
        }
    }

    private var hostsNeedingOperator: [HostID: String] {
        state.hosts.compactMapValues { progress in
            if case .needsOperator(let reason)? = progress.end { reason } else { nil }
        }
    }

    mutating func asked(_ request: OperatorRequest) {
        switch request {
        case .halt(let by, let reason): record(.runHalted(RunHalted(by: by, reason: reason)))
        case .interrupt: isInterrupted = true
        case .yield(let to): finish(.yielded(to: to))
        }
    }
}
