import FleetModel
import RolloutPlanning

/// What one controller process has seen of the nodes, and what that lets it do: a second statement of the rules.
final class Sightings {
    private struct Look {
        var reading: HealthReading
        var at: Int64
    }

    private let plan: Plan
    private let names: [HostID: PlannedHost]
    private let maximumAge: Int64
    private var looks: [HostID: Look] = [:]
    /// Since when a host has been good without a break, since its last start.
    private var goodSince: [HostID: Int64] = [:]
    private var lastBadWhileBaking: Int64?
    private var wasChainDead = false

    init(plan: Plan) {
        self.plan = plan
        names = Dictionary(uniqueKeysWithValues: plan.hosts.map { ($0.id, $0) })
        maximumAge = plan.deadlines.maximumPowerAge.milliseconds
    }

    func saw(_ host: HostID, _ reading: HealthReading, _ state: RunState, at now: Int64) {
        let gap = looks[host].map { now - $0.at } ?? .max
        looks[host] = Look(reading: reading, at: now)
        if state.hosts[host]?.end == .committed && reading.trouble != nil { lastBadWhileBaking = now }
        guard let planned = names[host], case .answered(let report) = reading, report.complaint == nil,
            (state.hosts[host]?.isGoingBack == true ? planned.from : planned.to).name.isSaid(by: report.version),
            let reached = state.hosts[host]?.reached, reached == .started || reached == .verified
        else { return goodSince[host] = nil }
        if goodSince[host] == nil || gap > maximumAge { goodSince[host] = now }
    }

    // MARK: - Rules

    func checkHealth(of host: HostID, _ state: RunState, at now: Int64) throws {
        let isWayBack = plan.purpose == .emergencyRollback || state.hosts[host]?.isGoingBack == true
        let needed = isWayBack ? 0 : plan.deadlines.minimumHealthy.milliseconds
        guard let since = goodSince[host], now - since >= needed else {
            throw InvariantBroken(.health, "\(host) verified at \(now), good since \(goodSince[host] ?? -1)")
        }
    }

    func checkBake(of phase: PhaseName, _ state: RunState, at now: Int64) throws {
        guard let bad = lastBadWhileBaking, state.bakeCovered > .zero else { return }
        guard state.bakeCovered.milliseconds <= now - bad else {
            throw InvariantBroken(.bake, "\(phase): \(state.bakeCovered) counted, last bad \(now - bad) ms ago")
        }
    }

    /// The rule: what is surely online without this host, and without any that this run has in its hands, is more than
    /// two thirds. A host in the run's hands is down already; an observer does not matter.
    func checkQuorum(of host: HostID, ours: Set<HostID>, _ state: RunState, at now: Int64) throws {
        guard let planned = names[host], planned.host.votingPower > .zero else { return }
        if ours.contains(host) { return }
        let online = plan.networkHosts.reduce(plan.outsidePower) { sum, other in
            other.id != host && !ours.contains(other.id) && isUp(other.id, at: now) ? sum + other.votingPower : sum
        }
        if isEnough(online) { return }
        if isExcused(host, ours: ours, isGoingBack: state.hosts[host]?.isGoingBack == true, at: now) { return }
        throw InvariantBroken(.quorum, "\(host) stops at \(now): \(online) of \(plan.totalPower) would stay")
    }

    private func isExcused(_ host: HostID, ours: Set<HostID>, isGoingBack: Bool, at now: Int64) -> Bool {
        let isEmergency = plan.purpose == .emergencyRollback
        if plan.waiver(for: .quorum) != nil && (ours.isEmpty || isEmergency) { return true }
        if isEmergency && isChainDead(ours: ours) { return true }
        // Who is seen to be unwell goes back even when the chain is at its limit, but no two of them together.
        return (isGoingBack || isEmergency) && ours.isEmpty && hasSeenAll && isSeenUnwell(host, at: now)
    }

    /// Once dead, dead: everything at once. Hosts in our hands are given the benefit of the doubt.
    private func isChainDead(ours: Set<HostID>) -> Bool {
        if wasChainDead { return true }
        guard hasSeenAll else { return false }
        let best = plan.networkHosts.reduce(plan.outsidePower) { sum, host in
            ours.contains(host.id) || looks[host.id]?.reading.isUp == true ? sum + host.votingPower : sum
        }
        wasChainDead = !isEnough(best)
        return wasChainDead
    }

    private var hasSeenAll: Bool { plan.networkHosts.allSatisfy { looks[$0.id] != nil } }

    private func isUp(_ host: HostID, at now: Int64) -> Bool {
        looks[host].map { $0.reading.isUp && now - $0.at <= maximumAge } ?? false
    }

    private func isSeenUnwell(_ host: HostID, at now: Int64) -> Bool {
        looks[host].map { !$0.reading.isUp && now - $0.at <= maximumAge } ?? false
    }

    private func isEnough(_ power: VotingPower) -> Bool { power.units * 3 > plan.totalPower.units * 2 }
}
