import FleetModel

extension RolloutMachine {
    /// Takes one host as far as it can go now.
    mutating func drive(_ host: HostID, at now: Moment) {
        guard ending == nil, let progress = state.hosts[host], progress.isOpen else { return }
        if let contact = contacts[host] {
            if contact.attending != nil { return }
            if let retryAt = contact.retryAt, retryAt > now { return }
        }
        guard fences.held.contains(host) else { return seekFence(of: host) }
        if let outstanding = progress.outstanding {
            return order(outstanding.step, outstanding.nonce, on: host, isSettling: true)
        }
        switch progress.reached {
        case .planned: announce(.stage, on: host)
        case .staged: if needsProof(host) { announce(.stage, on: host) } else { stopIfAllowed(host, at: now) }
        case .stopped: announce(.switchOver, on: host)
        case .switched: announce(.start, on: host)
        case .started: watch(host, at: now)
        // What another process saw may be long ago.
        case .verified: if provenHealthy.contains(host) { announce(.commit, on: host) } else { watch(host, at: now) }
        case .committed: closeGood(host, at: now)
        }
    }

    /// The release that a host is on its way to.
    func destination(of host: HostID) -> ReleaseReference? {
        guard let planned = planned(host) else { return nil }
        return state.hosts[host]?.isGoingBack == true ? planned.from : planned.to
    }

    func isOnWayBack(_ host: HostID) -> Bool {
        state.plan.purpose == .emergencyRollback || state.hosts[host]?.isGoingBack == true
    }

    /// Performs a step, or asks what became of it. Its intent is recorded already.
    mutating func order(_ step: Step, _ nonce: Nonce, on host: HostID, isSettling: Bool) {
        guard let release = destination(of: host) else { return }
        let order = StepOrder(
            host: host, step: step, nonce: nonce, token: state.hosts[host]?.token ?? 0, release: release,
            undo: step == .stop ? undo(of: host) : nil)
        contacts[host, default: Contact()].attending = nonce
        waitingFor[host] = isSettling ? .answer(about: step) : .step(step)
        if step != .stage { hasActed = true }
        perform(isSettling ? .settle(order) : .perform(order))
    }

    private mutating func stopIfAllowed(_ host: HostID, at now: Moment) {
        switch permission(for: host, at: now) {
        case .refused(let figures): waitingFor[host] = .quorum(figures)
        case .allowed(let figures, let ground):
            takeFromQuorum(host, at: now)
            announce(.stop, on: host, quorum: figures, ground: ground)
        }
    }

    private mutating func watch(_ host: HostID, at now: Moment) {
        guard let release = destination(of: host) else { return }
        guard let watch = watches[host] else {
            watches[host] = HealthWatch(
                expecting: release.name, isWayBack: isOnWayBack(host), policy: state.plan.deadlines, at: now)
            waitingFor[host] = .health("waits to be healthy")
            return
        }
        if watch.isOverdue(at: now) { fail(host, watch.overdueReason, at: now) }
    }

    private mutating func announce(
        _ step: Step, on host: HostID, quorum: QuorumFigures? = nil, ground: QuorumGround? = nil
    ) {
        let nonce = makeNonce()
        let token = state.hosts[host]?.token ?? 0
        record(
            .stepIntended(
                StepIntended(host: host, step: step, nonce: nonce, token: token, quorum: quorum, ground: ground)))
        order(step, nonce, on: host, isSettling: false)
    }
}
