import FleetModel

extension RolloutMachine {
    mutating func stepReplied(_ host: HostID, _ nonce: Nonce, _ reply: StepReply, at now: Moment) {
        guard contacts[host]?.attending == nonce else { return }
        contacts[host]?.attending = nil
        switch reply {
        case .ended(let result): stepEnded(host, nonce, result, at: now)
        case .notBegun(let reason), .unknown(let reason): hostIsSilent(host, reason, at: now)
        case .fenceLost(let reason): loseFence("\(host): \(reason)")
        case .undone: hostHasUndone(host)
        }
    }

    mutating func settled(_ host: HostID, _ nonce: Nonce, _ finding: Finding, at now: Moment) {
        guard contacts[host]?.attending == nonce else { return }
        contacts[host]?.attending = nil
        guard let outstanding = state.hosts[host]?.outstanding, outstanding.nonce == nonce else { return }
        switch finding {
        case .ended(let result): stepEnded(host, nonce, result, at: now)
        // The same nonce again: had the first attempt come through after all, its outcome would answer this one.
        case .notDone: order(outstanding.step, nonce, on: host, isSettling: false)
        case .unreachable(let reason): hostIsSilent(host, reason, at: now)
        case .fenceLost(let reason): loseFence("\(host): \(reason)")
        case .undone: hostHasUndone(host)
        }
    }

    private mutating func stepEnded(_ host: HostID, _ nonce: Nonce, _ result: StepResult, at now: Moment) {
        guard let outstanding = state.hosts[host]?.outstanding, outstanding.nonce == nonce else { return }
        contacts[host] = nil
        watches[host] = nil
        lastProgress = now
        let ended = StepEnded(host: host, step: outstanding.step, nonce: nonce, result: result)
        record(.stepEnded(ended))
        // It goes through its change again from the stop; one that is started again and again is not ours to change.
        if ended.foundItRunning, (state.hosts[host]?.comebacks ?? 0) <= RolloutMachine.maximumComebacks { return }
        switch result {
        case .done: if outstanding.step == .stage { proofs.proven.insert(host) }
        case .refused(let trouble), .failed(let trouble): stepFailed(host, outstanding.step, trouble, at: now)
        }
    }

    /// A host whose stage failed, or which refused its first stop, still runs as it was found.
    private mutating func stepFailed(_ host: HostID, _ step: Step, _ trouble: StepTrouble, at now: Moment) {
        if state.hosts[host]?.isTouched == true { return fail(host, "\(step.rawValue): \(trouble)", at: now) }
        if step == .stage, isStaged, state.currentPhase?.hosts.contains(host) == true {
            proofs.failed[host] = trouble.description
        } else {
            leave(host, trouble.description, at: now)
        }
    }

    /// No answer, or an unknown one: ask again until the host's time is up, then leave it to a person.
    mutating func hostIsSilent(_ host: HostID, _ reason: String, at now: Moment) {
        var contact = contacts[host] ?? Contact()
        let since = contact.silentSince ?? now
        contact.silentSince = since
        contact.silences += 1
        contact.lastSilence = reason
        contact.retryAt = now + RolloutMachine.retryDelay
        contacts[host] = contact
        waitingFor[host] = .silent(reason)
        guard now - since >= patience(with: host), contact.silences >= RolloutMachine.minimumAttempts else { return }
        contacts[host] = nil
        if state.hosts[host]?.isTouched == true {
            close(host, .needsOperator(reason: reason), at: now)
        } else {
            leave(host, reason, at: now)
        }
    }

    /// Ends a host's part before its service was touched. In an emergency that is no end: it runs what it must not run.
    private mutating func leave(_ host: HostID, _ reason: String, at now: Moment) {
        let isEmergency = state.plan.purpose == .emergencyRollback
        close(host, isEmergency ? .needsOperator(reason: reason) : .untouched(reason: reason), at: now)
    }
}
