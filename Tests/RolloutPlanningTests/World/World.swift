import FleetModel
import RolloutPlanning

/// The machines, as they truly are. It knows nothing of controllers.
struct World {
    /// From a service's start until its node is well.
    static let warmUp: Int64 = 600

    let order: [HostID]
    private let powers: [HostID: VotingPower]
    var hosts: [HostID: SimulatedHost]
    var faults: Faults
    var chain: Chain
    /// The release that `faults.badness` is about.
    let judged: ReleaseReference
    private var attempts: [Faults.Attempt: Int] = [:]

    init(plan: Plan, faults: Faults) {
        order = plan.networkHosts.map(\.id).sorted()
        powers = Dictionary(uniqueKeysWithValues: plan.networkHosts.map { ($0.id, $0.votingPower) })
        var hosts: [HostID: SimulatedHost] = [:]
        for bystander in plan.bystanders {
            let release = bystander.reason == .alreadyThere ? plan.release.reference : old.reference
            hosts[bystander.host.id] = SimulatedHost(id: bystander.host.id, running: release)
        }
        for planned in plan.hosts {
            var host = SimulatedHost(id: planned.id, running: planned.from)
            if plan.purpose == .emergencyRollback { host.store.insert(planned.to.digest) }
            hosts[planned.id] = host
        }
        self.hosts = hosts
        self.faults = faults
        chain = Chain(plan: plan)
        judged = new.reference
    }

    func power(of host: HostID) -> VotingPower { powers[host] ?? .zero }

    func isAway(_ host: HostID, _ kinds: Faults.Outage.Kind..., at now: Int64) -> Bool {
        faults.outages.contains { $0.host == host && kinds.contains($0.kind) && $0.holds(at: now) }
    }

    func canLogIn(_ host: HostID, at now: Int64) -> Bool { !isAway(host, .machine, .login, at: now) }

    /// What goes wrong with this attempt at a step. One that the host has answered
    /// before, or that its fence keeps out, is no attempt.
    mutating func fault(for order: StepOrder, by actor: SimulatedHost.Actor) -> Faults.StepFault? {
        guard let host = hosts[order.host], host.journal[order.nonce]?.outcome == nil,
            host.lets(actor, token: order.token)
        else { return nil }
        let key = Faults.Attempt(host: order.host, step: order.step, number: 0)
        attempts[key, default: 0] += 1
        return faults.steps[
            Faults.Attempt(host: order.host, step: order.step, number: attempts[key, default: 0])]
    }

    // MARK: - Nodes

    /// True when the node takes part in consensus, whether or not anybody can look at it.
    func isUp(_ id: HostID, at now: Int64) -> Bool {
        guard let host = hosts[id], let running = host.running, !isAway(id, .machine, at: now) else { return false }
        guard now - host.startedAt >= World.warmUp else { return false }
        switch badness(of: running, on: id) {
        case .good, .wrongVersion, .standsStill: return true
        case .neverHealthy, .silent: return false
        case .flaps: return now / 1700 % 2 == 0
        case .sickensLater: return now - host.startedAt < faults.sickAfter
        }
    }

    func online(at now: Int64) -> VotingPower {
        order.reduce(chain.outside) { isUp($1, at: now) ? $0 + power(of: $1) : $0 }
    }

    mutating func look(at id: HostID, now: Int64) -> HealthReading {
        guard let host = hosts[id], !isAway(id, .machine, .looks, at: now) else { return .silent("timed out") }
        guard let running = host.running else { return .silent("connection refused") }
        let badness = badness(of: running, on: id)
        if badness == .silent { return .silent("connection reset") }
        let version = badness == .wrongVersion ? "0.0.1" : running.name.version ?? ""
        return .answered(
            NodeReport(
                complaint: isUp(id, at: now) ? nil : "syncing", version: "v\(version)",
                height: badness == .standsStill ? 7 : chain.height, peersConnected: 1, peersConfigured: 1))
    }

    private func badness(of release: ReleaseReference, on host: HostID) -> Faults.Badness {
        guard release == judged, faults.badHosts?.contains(host) ?? true else { return .good }
        return faults.badness
    }

    mutating func damage(_ id: HostID) { hosts[id]?.damaged.insert(judged.digest) }
    mutating func mend(_ id: HostID) { hosts[id]?.damaged.remove(judged.digest) }

    /// A machine that comes back starts its service.
    mutating func boot(_ id: HostID, at now: Int64) {
        guard let current = hosts[id]?.current else { return }
        hosts[id]?.running = current
        hosts[id]?.startedAt = now
    }
}
