import FleetModel

/// The fences that a process has to take before it changes anything.
struct FenceRound: Sendable {
    /// Every node of the network, in the plan's order.
    let hosts: [HostID]
    var attempts: [HostID: Int] = [:]
    var held: Set<HostID> = []
    /// Hosts whose fence could not be had, and why.
    var missing: [HostID: String]
    var asking: Set<HostID> = []
    /// Hosts to ask once more, and when.
    var waiting: [(host: HostID, until: Moment)] = []
    var hasAsked = false
    var isJudged = false
    /// Somebody else holds a fence.
    var lostBecause: String?

    /// A bystander that the plan already lists as unreachable is not asked again.
    init(plan: Plan) {
        hosts = plan.networkHosts.map(\.id)
        missing = [:]
        for bystander in plan.bystanders {
            if case .unreachable(let reason) = bystander.reason { missing[bystander.host.id] = reason }
        }
    }
}

extension RolloutMachine {
    /// True when every fence that is needed is held. Judges once, when the last host has answered.
    ///
    /// Every node of the network is asked: those to change, and enough of the others that two runs on disjoint hosts cannot
    /// add up to a lost quorum.
    mutating func hasFences(at now: Moment) -> Bool {
        if let reason = fences.lostBecause {
            // Those still on their way would be left behind, held by a run that has ended.
            if fences.asking.isEmpty { loseFence(reason) }
            return false
        }
        if fences.isJudged { return true }
        askForFences(at: now)
        guard fences.held.count + fences.missing.count == fences.hosts.count else { return false }
        fences.isJudged = true
        judgeFences(at: now)
        return ending == nil
    }

    mutating func fenceReplied(_ host: HostID, _ reply: FenceReply, at now: Moment) {
        guard fences.asking.remove(host) != nil else { return }
        switch reply {
        case .acquired(let token, let fired):
            fences.held.insert(host)
            fences.missing[host] = nil
            contacts[host] = nil
            // Until now another process may have had a step under way there.
            if state.hosts[host]?.isInHand == true { power.forget(host) }
            record(.fenceAcquired(FenceAcquired(host: host, token: token)))
            if let fired { tookUndone(host, fired, at: now) }
        case .heldBy(let holder): fences.lostBecause = "\(host) is held by \(holder)"
        case .changedBy(let holder):
            fences.lostBecause = "\(host) was changed by \(holder) since this run had it: this ledger is behind"
        case .unusable(let reason), .unreachable(let reason):
            if fences.isJudged { return hostIsSilent(host, reason, at: now) }
            let isFinal = if case .unusable = reply { true } else { false }
            if isFinal || fences.attempts[host, default: 0] >= RolloutMachine.maximumFenceAttempts {
                fences.missing[host] = reason
            } else {
                fences.waiting.append((host, now + RolloutMachine.retryDelay))
            }
        }
    }

    /// For a host that must be changed now and whose fence this process could not have before.
    mutating func seekFence(of host: HostID) {
        guard !fences.asking.contains(host) else { return }
        waitingFor[host] = .fence
        ask(host)
    }

    mutating func loseFence(_ reason: String) {
        if state.hasTouchedHosts { finish(.fenceLost(reason: reason)) } else { refuse(reason) }
    }

    private mutating func askForFences(at now: Moment) {
        guard fences.hasAsked else {
            fences.hasAsked = true
            for host in fences.hosts where fences.missing[host] == nil { ask(host) }
            return
        }
        let due = fences.waiting.filter { $0.until <= now }
        guard !due.isEmpty else { return }
        fences.waiting.removeAll { $0.until <= now }
        for entry in due { ask(entry.host) }
    }

    private mutating func ask(_ host: HostID) {
        fences.asking.insert(host)
        fences.attempts[host, default: 0] += 1
        perform(.acquireFence(host))
    }

    private mutating func judgeFences(at now: Moment) {
        let inventoried = fences.hosts.reduce(VotingPower.zero) { $0 + power.power(of: $1) }
        let held = fences.held.reduce(VotingPower.zero) { $0 + power.power(of: $1) }
        let missing = order.filter { fences.missing[$0] != nil }
        let isMajority = held.units * 2 > inventoried.units || inventoried == .zero
        guard state.plan.purpose == .upgrade else {
            // An emergency goes on with whom it can reach.
            for host in missing where isOpen(host) {
                close(host, .needsOperator(reason: fences.missing[host] ?? "unreachable"), at: now)
            }
            return
        }
        guard state.turnedBecause == nil else { return }
        if !state.hasTouchedHosts && !missing.isEmpty { return refuse(describe(missing)) }
        guard !isMajority else { return }
        let reason = "fences held on \(held) of \(inventoried) voting power only"
        if state.hasTouchedHosts { record(.runHeld(RunHeld(reason: reason))) } else { refuse(reason) }
    }

    private func describe(_ missing: [HostID]) -> String {
        missing.map { "\($0): \(fences.missing[$0] ?? "unreachable")" }.joined(separator: "; ")
    }
}
