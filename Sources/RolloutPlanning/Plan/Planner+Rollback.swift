public import FleetModel

extension Planner {
    /// A host that cannot take part in a rollback, and why; the others go on without it.
    public struct LeftOut: Sendable, Equatable {
        public let host: HostID
        public let reason: String
    }

    /// Plans the way back as one phase, as parallel as quorum allows.
    ///
    /// - Parameters:
    ///   - interrupted: the run that is taken over from. Hosts that it may have in the middle of a step were looked at
    ///     before its fences are taken, so what was seen of them may change yet: they go back whatever they were seen to
    ///     run.
    ///   - target: the release each host goes back to; a host without one is left out.
    ///   - configuration: what becomes of its configuration; nil leaves it alone.
    /// - Returns: the plan (nil when no host has to move) and who is left out.
    public func emergencyRollback(
        hosts: [Host], observed: [HostID: Result<ObservedHost, Unreachable>], files: Release,
        takingOver interrupted: RunState? = nil, target: (HostID, ObservedHost) -> ReleaseReference?,
        configuration: (HostID, ObservedHost) -> ConfigurationChange? = { _, _ in nil }
    ) -> (plan: Plan?, leftOut: [LeftOut]) {
        var changing: [PlannedHost] = []
        var bystanders: [Bystander] = []
        var leftOut: [LeftOut] = []
        let moving = interrupted?.movingHosts ?? []
        for host in hosts.sorted(by: { $0.id < $1.id }) {
            switch observed[host.id] ?? .failure(Unreachable(reason: "not looked at")) {
            case .failure(let failure):
                bystanders.append(Bystander(host: host, reason: .unreachable(failure.reason)))
                leftOut.append(LeftOut(host: host.id, reason: "unreachable: \(failure.reason)"))
            case .success(let seen):
                let isMoving = moving.contains(host.id)
                let change = configuration(host.id, seen)
                let isMoved = isMoving || change?.isThere == false
                switch wayBack(seen, target: target(host.id, seen), isMoving: isMoved) {
                case .goes(let from, let to):
                    let run = isMoving ? interrupted?.id : nil
                    changing.append(PlannedHost(host: host, from: from, to: to, leftBy: run, configuration: change))
                case .stays: bystanders.append(Bystander(host: host, reason: .alreadyThere))
                case .cannot(let reason):
                    bystanders.append(Bystander(host: host, reason: .notSelected))
                    leftOut.append(LeftOut(host: host.id, reason: reason))
                }
            }
        }
        guard !changing.isEmpty else { return (nil, leftOut) }
        return (rollbackPlan(changing, bystanders, files: files), leftOut)
    }

    private enum WayBack {
        case goes(from: ReleaseReference, to: ReleaseReference)
        case stays
        case cannot(String)
    }

    private func wayBack(_ seen: ObservedHost, target: ReleaseReference?, isMoving: Bool) -> WayBack {
        guard let current = seen.current else { return .cannot("nothing is installed there") }
        guard let target else { return .cannot("no previous release is known") }
        if let detail = seen.damaged[target.digest] { return .cannot("\(target.name) is damaged there: \(detail)") }
        guard seen.verified.contains(target.digest) else { return .cannot("\(target.name) is not in its store") }
        // A host whose link is right but whose service is down was caught in the middle: it still has to be started.
        if !isMoving && current == target && seen.process != nil && seen.isRunning(target) { return .stays }
        return .goes(from: current, to: target)
    }

    private func rollbackPlan(_ changing: [PlannedHost], _ bystanders: [Bystander], files: Release) -> Plan? {
        guard let name = PhaseName(rawValue: "emergency") else { return nil }
        let everyone = changing.map(\.host) + bystanders.map(\.host)
        let total = everyone.reduce(network.outsidePower) { $0 + $1.votingPower }
        let figures = QuorumFigures(total: total, online: total, after: total)
        // One batch: quorum is asked for each host when its turn comes, with what is really up then.
        let phase = PlannedPhase(
            name: name, coverage: 100, coveredNodes: changing.count, batches: [changing.map(\.id)], bake: .zero,
            worstQuorum: figures, gates: nil)
        return Plan(
            purpose: .emergencyRollback, network: network.id, service: service, release: files, hosts: changing,
            bystanders: bystanders, outsidePower: network.outsidePower, phases: [phase], deadlines: policy.deadlines,
            budget: policy.budget, waivers: waivers)
    }
}

extension ObservedHost {
    /// True unless the running file is known to be another release's: its store is then still to be switched away from.
    fileprivate func isRunning(_ release: ReleaseReference) -> Bool {
        (runningRelease == nil || runningRelease == release.digest)
            && (runningBinary == nil || installedBinary == nil || runningBinary == installedBinary)
    }
}
