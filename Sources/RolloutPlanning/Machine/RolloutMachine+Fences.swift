import FleetModel

/// The fences that a process has to take before it changes anything.
struct FenceRound: Sendable {
    var attempts: [HostID: Int] = [:]
    var held: Set<HostID> = []
    /// Hosts whose fence could not be had, and why.
    var missing: [HostID: String] = [:]
    var isAsking: Set<HostID> = []
    var retryAt: [HostID: Moment] = [:]
    var isJudged = false
}

extension RolloutMachine {
    /// Asks for every fence of the network: those of the hosts to change, and enough of the others that two runs on disjoint
    /// hosts cannot add up to a lost quorum.
    mutating func begin(at now: Moment) {
        lastProgress = now
        for host in state.plan.hosts.map(\.id) where needsOperator(host) {
            record(.hostReopened(HostReopened(host: host)))
        }
        askForFences(at: now)
    }

    mutating func askForFences(at now: Moment) {
        for host in state.plan.networkHosts.map(\.id) {
            guard !fences.held.contains(host), fences.missing[host] == nil, !fences.isAsking.contains(host) else {
                continue
            }
            if let retryAt = fences.retryAt[host], retryAt > now { continue }
            if let known = knownUnreachable(host) {
                fences.missing[host] = known
                continue
            }
            fences.isAsking.insert(host)
            fences.attempts[host, default: 0] += 1
            perform(.acquireFence(host))
        }
    }

    mutating func fenceReplied(_ host: HostID, _ reply: FenceReply, at now: Moment) {
        fences.isAsking.remove(host)
        switch reply {
        case .acquired(let token):
            fences.held.insert(host)
            record(.fenceAcquired(FenceAcquired(host: host, token: token)))
        case .heldBy(let holder): loseFence("\(host) is held by \(holder)")
        case .unusable(let reason): fences.missing[host] = reason
        case .unreachable(let reason):
            if fences.attempts[host, default: 0] >= RolloutMachine.maximumFenceAttempts {
                fences.missing[host] = reason
            } else {
                fences.retryAt[host] = now + RolloutMachine.retryDelay
            }
        }
    }

    /// True when every fence that is needed is held. Judges once, when the last host has answered.
    mutating func hasFences(at now: Moment) -> Bool {
        if fences.isJudged { return true }
        askForFences(at: now)
        guard fences.held.count + fences.missing.count == state.plan.networkHosts.count else { return false }
        fences.isJudged = true
        judgeFences()
        return ending == nil
    }

    mutating func loseFence(_ reason: String) {
        if state.hasTouchedHosts { finish(.fenceLost(reason: reason)) } else { refuse(reason) }
    }

    private mutating func judgeFences() {
        let inventoried = state.plan.networkHosts.reduce(VotingPower.zero) { $0 + $1.votingPower }
        let held = state.plan.networkHosts.reduce(VotingPower.zero) {
            fences.held.contains($1.id) ? $0 + $1.votingPower : $0
        }
        let missing = state.plan.hosts.map(\.id).filter { fences.missing[$0] != nil }
        let isMajority = held.units * 2 > inventoried.units || inventoried == .zero
        if state.plan.purpose == .upgrade && state.turnedBecause == nil {
            guard isMajority else { return stopForFences("fences held on \(held) of \(inventoried) voting power only") }
            if !missing.isEmpty && !state.hasTouchedHosts { return refuse(describe(missing)) }
        }
        // A way back goes on with whom it can reach.
        for host in missing where state.hosts[host]?.end == nil {
            close(host, .needsOperator(reason: fences.missing[host] ?? "unreachable"))
        }
    }

    private mutating func stopForFences(_ reason: String) {
        if state.hasTouchedHosts { record(.runHeld(RunHeld(reason: reason))) } else { refuse(reason) }
    }

    private func describe(_ missing: [HostID]) -> String {
        missing.map { "\($0): \(fences.missing[$0] ?? "unreachable")" }.joined(separator: "; ")
    }

    private func needsOperator(_ host: HostID) -> Bool {
        if case .needsOperator? = state.hosts[host]?.end { true } else { false }
    }

    /// A bystander that the plan already lists as unreachable is not asked again.
    private func knownUnreachable(_ host: HostID) -> String? {
        for bystander in state.plan.bystanders where bystander.host.id == host {
            if case .unreachable(let reason) = bystander.reason { return reason }
        }
        return nil
    }
}
