import FleetModel

/// What the quorum guard is asked with, counted once for one event.
struct QuorumView: Sendable {
    /// The power that is surely up.
    var online: VotingPower
    /// Hosts in this run's hands which are not seen to be up.
    var inHand: Int
    /// In an emergency: there is no chain left to protect.
    let isChainDead: Bool
}

extension RolloutMachine {
    /// Asks the quorum guard with what was seen last, and with the excuses that hold now.
    mutating func permission(for host: HostID, at now: Moment) -> QuorumVerdict {
        let view = quorumView ?? makeQuorumView(at: now)
        quorumView = view
        let isEmergency = state.plan.purpose == .emergencyRollback
        let isAlone = view.inHand == (isOccupied(host, at: now) ? 1 : 0)
        var excuses: QuorumExcuses = []
        if state.plan.waiver(for: .quorum) != nil && (isAlone || isEmergency) { excuses.insert(.waiver) }
        if view.isChainDead { excuses.insert(.deadChain) }
        if isAlone && power.isComplete && isOnWayBack(host) { excuses.insert(.aloneOnWayBack) }
        let seen = power.standing(of: host, at: now)
        let standing = seen == .unwell && state.hosts[host]?.isInHand == true ? .inHand : seen
        return QuorumGuard(total: power.total).mayGoDown(
            power: power.power(of: host), standing: standing, online: view.online, excuses: excuses)
    }

    /// From now on the host counts as down.
    mutating func takeFromQuorum(_ host: HostID, at now: Moment) {
        if !isOccupied(host, at: now) { quorumView?.inHand += 1 }
        guard power.standing(of: host, at: now) == .up, let online = quorumView?.online else { return }
        quorumView?.online = online - power.power(of: host)
    }

    /// Holds a run of which nothing can move any more: hosts wait for quorum, none is under way, and even if all that does
    /// not count as down were up, the chain could not lose any of those that wait.
    mutating func holdIfHopeless(_ hosts: [HostID], at now: Moment) {
        guard ending == nil, let view = quorumView, !view.isChainDead, power.isComplete else { return }
        let open = hosts.filter(isOpen)
        guard let first = open.first, !order.contains(where: { isOpen($0) && countsAsDown($0) }) else { return }
        let kept = order.reduce(VotingPower.zero) { countsAsDown($1) ? $0 + power.power(of: $1) : $0 }
        let best = power.total - kept - state.plan.powerKnownDown { power.standing(of: $0, at: now) != .up }
        let isHopeless = open.allSatisfy { host in
            guard case .quorum(let figures)? = waitingFor[host] else { return false }
            return !figures.isLive(best - power.power(of: host))
        }
        guard isHopeless else { return }
        let figures = QuorumFigures(total: power.total, online: best, after: best - power.power(of: first))
        record(.runHeld(RunHeld(reason: "quorum never lets \(first) go down: \(figures)")))
    }

    private func countsAsDown(_ host: HostID) -> Bool { state.hosts[host]?.countsAsDown == true }

    /// In this run's hands, and not seen to be up.
    private func isOccupied(_ host: HostID, at now: Moment) -> Bool {
        guard let progress = state.hosts[host], progress.isInHand else { return false }
        return progress.countsAsDown || power.standing(of: host, at: now) != .up
    }

    private mutating func makeQuorumView(at now: Moment) -> QuorumView {
        let countsAsDown = { [hosts = state.hosts] (host: HostID) in hosts[host]?.countsAsDown == true }
        if state.plan.purpose == .emergencyRollback && !wasChainDead {
            wasChainDead = power.isChainDead(counting: countsAsDown)
        }
        return QuorumView(
            online: power.online(excluding: countsAsDown, at: now), inHand: order.count { isOccupied($0, at: now) },
            isChainDead: wasChainDead)
    }
}
