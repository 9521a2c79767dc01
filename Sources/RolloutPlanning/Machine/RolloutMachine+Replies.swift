import FleetModel

extension RolloutMachine {
    mutating func stepReplied(_ host: HostID, _ nonce: Nonce, _ reply: StepReply, at now: Moment) {
        guard contacts[host]?.attending == nonce else { return }
        contacts[host]?.attending = nil
        switch reply {
        case .ended(let result): stepEnded(host, nonce, result, at: now)
        case .notBegun(let reason), .unknown(let reason): hostIsSilent(host, reason, at: now)
        case .fenceLost(let reason): loseFence("\(host): \(reason)")
        }
    }

    mutating func settled(_ host: HostID, _ nonce: Nonce, _ finding: Finding, at now: Moment) {
        guard contacts[host]?.attending == nonce, let outstanding = state.hosts[host]?.outstanding else { return }
        contacts[host]?.attending = nil
        switch finding {
        case .ended(let result): stepEnded(host, nonce, result, at: now)
        case .notDone:
            // The same nonce again: had the first attempt come through after all, its outcome would answer this one.
            contacts[host]?.silentSince = nil
            contacts[host]?.attending = nonce
            guard let release = destination(of: host) else { return }
            perform(
                .perform(
                    StepOrder(
                        host: host, step: outstanding.step, nonce: nonce, token: state.hosts[host]?.token ?? 0,
                        release: release)))
        case .unreachable(let reason): hostIsSilent(host, reason, at: now)
        case .fenceLost(let reason): loseFence("\(host): \(reason)")
        }
    }

    private mutating func stepEnded(_ host: HostID, _ nonce: Nonce, _ result: StepResult, at now: Moment) {
        guard let outstanding = state.hosts[host]?.outstanding, outstanding.nonce == nonce else { return }
        contacts[host]?.silentSince = nil
        lastProgress = now
        record(.stepEnded(StepEnded(host: host, step: outstanding.step, nonce: nonce, result: result)))
        switch result {
        case .done: watches[host] = nil
        case .refused(let trouble): stepRefused(host, outstanding.step, trouble)
        case .failed(let trouble): fail(host, "\(outstanding.step.rawValue): \(trouble)")
        }
    }

    /// A host that refuses its stage or its first stop is as it was found.
    private mutating func stepRefused(_ host: HostID, _ step: Step, _ trouble: StepTrouble) {
        guard let progress = state.hosts[host] else { return }
        if progress.isTouched || progress.isGoingBack { return fail(host, "\(step.rawValue): \(trouble)") }
        close(host, .untouched(reason: trouble.description))
    }

    /// No answer, or an unknown one: ask again until the host's time is up, then leave it to a person.
    private mutating func hostIsSilent(_ host: HostID, _ reason: String, at now: Moment) {
        let since = contacts[host]?.silentSince ?? now
        contacts[host]?.silentSince = since
        contacts[host]?.retryAt = now + RolloutMachine.retryDelay
        waitingFor[host] = "does not answer: \(reason)"
        let patience = isOnWayBack(host) ? state.plan.deadlines.recovery : state.plan.deadlines.healthy
        guard now - since >= patience else { return }
        contacts[host]?.silentSince = nil
        let isTouched = state.hosts[host]?.isTouched == true
        close(host, isTouched ? .needsOperator(reason: reason) : .untouched(reason: reason))
    }
}
