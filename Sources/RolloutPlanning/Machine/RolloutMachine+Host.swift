import FleetModel

extension RolloutMachine {
    /// Takes one host as far as it can go now.
    mutating func drive(_ host: HostID, at now: Moment) {
        guard let progress = state.hosts[host], progress.end == nil, ending == nil else { return }
        if contacts[host]?.attending != nil { return }
        if let retryAt = contacts[host]?.retryAt, retryAt > now { return }
        if let outstanding = progress.outstanding {
            return order(outstanding.step, outstanding.nonce, on: host, isSettling: true)
        }
        switch progress.reached {
        case .planned: announce(.stage, on: host)
        case .staged: stopIfAllowed(host, at: now)
        case .stopped: announce(.switchOver, on: host)
        case .switched: announce(.start, on: host)
        case .started: watch(host, at: now)
        case .verified: announce(.commit, on: host)
        case .committed: closeGood(host)
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

    func planned(_ host: HostID) -> PlannedHost? { state.plan.hosts.first { $0.id == host } }

    private mutating func stopIfAllowed(_ host: HostID, at now: Moment) {
        switch permission(for: host, at: now) {
        case .allowed(let figures): announce(.stop, on: host, quorum: figures)
        case .refused(let figures): waitingFor[host] = "waits for quorum: \(figures)"
        }
    }

    /// Asks the quorum guard with what was seen last. Hosts in flight count as down.
    private mutating func permission(for host: HostID, at now: Moment) -> QuorumVerdict {
        let inFlight = Set(state.plan.hosts.map(\.id).filter { state.hosts[$0]?.isInFlight == true })
        let online = power.online(excluding: inFlight, at: now)
        let verdict = QuorumGuard(total: power.total).mayGoDown(
            power: planned(host)?.host.votingPower ?? .zero, isUp: power.isUp(host, at: now), online: online)
        guard case .refused(let figures) = verdict else { return verdict }
        return isWaived(figures, inFlight: inFlight, at: now) ? .allowed(figures) : verdict
    }

    /// In an emergency a chain that no longer finalises has nothing to lose; otherwise a recorded waiver lets one host go
    /// down at a time.
    private mutating func isWaived(_ figures: QuorumFigures, inFlight: Set<HostID>, at now: Moment) -> Bool {
        let hasWaiver = state.plan.waiver(for: .quorum) != nil
        guard state.plan.purpose == .emergencyRollback else { return hasWaiver && inFlight.isEmpty }
        if chainWasLive == nil {
            guard power.isComplete(at: now) else { return hasWaiver }
            chainWasLive = figures.isLive(power.online(excluding: [], at: now))
        }
        return hasWaiver || chainWasLive == false
    }

    private mutating func watch(_ host: HostID, at now: Moment) {
        guard let release = destination(of: host) else { return }
        guard let watch = watches[host] else {
            watches[host] = HealthWatch(
                expecting: release.name, isWayBack: isOnWayBack(host), policy: state.plan.deadlines, at: now)
            waitingFor[host] = "waits to be healthy"
            return
        }
        if watch.isOverdue(at: now) { fail(host, watch.overdueReason) }
    }

    private mutating func announce(_ step: Step, on host: HostID, quorum: QuorumFigures? = nil) {
        let nonce = makeNonce()
        let token = state.hosts[host]?.token ?? 0
        if step == .stop { hasTouched = true }
        record(.stepIntended(StepIntended(host: host, step: step, nonce: nonce, token: token, quorum: quorum)))
        order(step, nonce, on: host, isSettling: false)
    }

    private mutating func order(_ step: Step, _ nonce: Nonce, on host: HostID, isSettling: Bool) {
        guard let release = destination(of: host) else { return }
        let order = StepOrder(
            host: host, step: step, nonce: nonce, token: state.hosts[host]?.token ?? 0, release: release)
        contacts[host, default: Contact()].attending = nonce
        waitingFor[host] = isSettling ? "asks what became of: \(step.rawValue)" : step.rawValue
        perform(isSettling ? .settle(order) : .perform(order))
    }
}
