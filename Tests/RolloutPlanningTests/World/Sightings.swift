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
    private var lastLook: [HostID: Int64] = [:]
    /// Since when a host has been good without a break, since its last start.
    private var goodSince: [HostID: Int64] = [:]
    private var lastBadWhileBaking: Int64?
    private var wasChainDead = false
    /// Hosts of which the next look may have begun before they came into our hands.
    private var distrusted: Set<HostID> = []

    init(plan: Plan) {
        self.plan = plan
        names = Dictionary(uniqueKeysWithValues: plan.hosts.map { ($0.id, $0) })
        maximumAge = plan.deadlines.maximumPowerAge.milliseconds
    }

    /// What was seen of a host says nothing any more, nor will the look that may be under way.
    func distrust(_ host: HostID) {
        looks[host] = nil
        distrusted.insert(host)
    }

    func saw(_ host: HostID, _ reading: HealthReading, _ state: RunState, at now: Int64) {
        let gap = lastLook[host].map { now - $0 } ?? .max
        lastLook[host] = now
        if distrusted.remove(host) == nil { looks[host] = Look(reading: reading, at: now) }
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

    /// The rule: what is surely online without this host is more than two thirds. A host in the run's hands is online only
    /// while it stands before its stop and is seen to be up; one that is seen to be down costs nothing more. An observer
    /// does not matter.
    func checkQuorum(of host: HostID, ours: Set<HostID>, _ state: RunState, at now: Int64) throws {
        guard let planned = names[host], planned.host.votingPower > .zero else { return }
        if ours.contains(host) && isSeenUnwell(host, at: now) { return }
        let down = ours.filter { !Sightings.standsBeforeItsStop(state.hosts[$0]) }
        let online = plan.networkHosts.reduce(plan.outsidePower) { sum, other in
            other.id != host && !down.contains(other.id) && isUp(other.id, at: now) ? sum + other.votingPower : sum
        }
        if isEnough(online) { return }
        let others = ours.filter { $0 != host && (down.contains($0) || !isUp($0, at: now)) }
        if isExcused(host, isAlone: others.isEmpty, down, isGoingBack: state.hosts[host]?.isGoingBack == true, at: now)
        {
            return
        }
        throw InvariantBroken(.quorum, "\(host) stops at \(now): \(online) of \(plan.totalPower) would stay")
    }

    private static func standsBeforeItsStop(_ progress: HostProgress?) -> Bool {
        guard let progress else { return false }
        return progress.end == nil && progress.reached == .staged && progress.outstanding == nil
    }

    private func isExcused(
        _ host: HostID, isAlone: Bool, _ down: Set<HostID>, isGoingBack: Bool, at now: Int64
    ) -> Bool {
        let isEmergency = plan.purpose == .emergencyRollback
        if plan.waiver(for: .quorum) != nil && (isAlone || isEmergency) { return true }
        if isEmergency && isChainDead(down) { return true }
        // Who is seen to be unwell goes back even when the chain is at its limit, but no two of them together.
        return (isGoingBack || isEmergency) && isAlone && hasSeenAll && isSeenUnwell(host, at: now)
    }

    /// Once dead, dead: everything at once. Hosts that this run took down are given the benefit of the doubt.
    private func isChainDead(_ down: Set<HostID>) -> Bool {
        if wasChainDead { return true }
        guard hasSeenAll else { return false }
        let best = plan.networkHosts.reduce(plan.outsidePower) { sum, host in
            down.contains(host.id) || looks[host.id]?.reading.isUp == true ? sum + host.votingPower : sum
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
