import FleetModel

/// What the quorum guard is asked with, counted once for one event.
struct QuorumView: Sendable {
    /// The power that is surely up.
    var online: VotingPower
    /// Hosts in this run's hands.
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
        var excuses: QuorumExcuses = []
        if state.plan.waiver(for: .quorum) != nil && (view.inHand == 0 || isEmergency) { excuses.insert(.waiver) }
        if view.isChainDead { excuses.insert(.deadChain) }
        if view.inHand == 0 && power.isComplete && isOnWayBack(host) { excuses.insert(.aloneOnWayBack) }
        return QuorumGuard(total: power.total).mayGoDown(
            power: power.power(of: host), standing: standing(of: host, at: now), online: view.online, excuses: excuses)
    }

    /// From now on the host counts as down.
    mutating func takeFromQuorum(_ host: HostID, at now: Moment) {
        guard state.hosts[host]?.isInHand == false else { return }
        quorumView?.inHand += 1
        guard power.standing(of: host, at: now) == .up, let online = quorumView?.online else { return }
        quorumView?.online = online - power.power(of: host)
    }

    /// Holds a run of which nothing can move any more: hosts wait for quorum, none is under way, and even if all that is
    /// not in this run's hands were up, the chain could not lose any of those that wait.
    mutating func holdIfHopeless(_ hosts: [HostID]) {
        guard ending == nil, let view = quorumView, !view.isChainDead, power.isComplete else { return }
        let open = hosts.filter(isOpen)
        guard let first = open.first, !state.hosts.values.contains(where: \.isInFlight) else { return }
        let kept = state.hosts.reduce(VotingPower.zero) { $1.value.isInHand ? $0 + power.power(of: $1.key) : $0 }
        let best = power.total - kept - state.plan.powerKnownDown
        let isHopeless = open.allSatisfy { host in
            guard case .quorum(let figures)? = waitingFor[host] else { return false }
            return !figures.isLive(best - power.power(of: host))
        }
        guard isHopeless else { return }
        let figures = QuorumFigures(total: power.total, online: best, after: best - power.power(of: first))
        record(.runHeld(RunHeld(reason: "quorum never lets \(first) go down: \(figures)")))
    }

    private func standing(of host: HostID, at now: Moment) -> HostStanding {
        state.hosts[host]?.isInHand == true ? .inHand : power.standing(of: host, at: now)
    }

    private mutating func makeQuorumView(at now: Moment) -> QuorumView {
        let isInHand = { [hosts = state.hosts] (host: HostID) in hosts[host]?.isInHand == true }
        if state.plan.purpose == .emergencyRollback && !wasChainDead {
            wasChainDead = power.isChainDead(counting: isInHand)
        }
        return QuorumView(
            online: power.online(excluding: isInHand, at: now), inHand: state.hosts.values.count { $0.isInHand },
            isChainDead: wasChainDead)
    }
}
