import FleetModel

extension Planner {
    /// What looking at the hosts amounts to for one release.
    struct Inspection {
        var changing: [PlannedHost] = []
        var bystanders: [Bystander] = []
        var refusals: [PlanRefusal] = []
    }

    func inspect(
        _ hosts: [Host], for release: Release, observed: [HostID: Result<ObservedHost, Unreachable>],
        isOurs: (FenceHolder) -> Bool
    ) -> Inspection {
        var inspection = Inspection()
        var unreachable: [(Host, String)] = []
        for host in hosts {
            switch observed[host.id] ?? .failure(Unreachable(reason: "not looked at")) {
            case .failure(let failure) where failure.isBarred:
                inspection.refusals.append(.barred(host.id, reason: failure.reason))
                inspection.bystanders.append(Bystander(host: host, reason: .unreachable(failure.reason)))
            case .failure(let failure): unreachable.append((host, failure.reason))
            case .success(let seen):
                if case .held(let holder) = seen.fence, !isOurs(holder) {
                    inspection.refusals.append(.fenceHeld(host.id, holder))
                }
                sort(host, seen, release, into: &inspection)
            }
        }
        if unreachable.count > policy.budget.unreachableHosts {
            inspection.refusals += unreachable.map { .unreachable($0.0.id, reason: $0.1) }
        }
        inspection.bystanders += unreachable.map { Bystander(host: $0.0, reason: .unreachable($0.1)) }
        inspection.bystanders.sort { $0.host.id < $1.host.id }
        return inspection
    }

    private func sort(_ host: Host, _ seen: ObservedHost, _ release: Release, into inspection: inout Inspection) {
        if !seen.missingTools.isEmpty { inspection.refusals.append(.toolsMissing(host.id, seen.missingTools)) }
        guard let current = seen.current else {
            inspection.refusals.append(.nothingInstalled(host.id))
            return
        }
        if let detail = seen.damaged[release.digest] {
            inspection.refusals.append(.storeDamaged(host.id, release: release.name, detail: detail))
        }
        let configuration = configuration?.change(host.id, seen)
        if let obstacle = self.configuration?.obstacle(host.id, seen) { inspection.refusals.append(obstacle) }
        if current == release.reference, configuration?.isChange != true {
            if seen.process == nil { inspection.refusals.append(.notRunning(host.id)) }
            inspection.bystanders.append(Bystander(host: host, reason: .alreadyThere))
            return
        }
        inspection.refusals += obstacles(host, seen, current: current, release: release)
        inspection.changing.append(
            PlannedHost(host: host, from: current, to: release.reference, configuration: configuration))
    }

    /// What keeps a host that must be changed from being changed safely.
    private func obstacles(
        _ host: Host, _ seen: ObservedHost, current: ReleaseReference, release: Release
    ) -> [PlanRefusal] {
        var found: [PlanRefusal] = []
        // A name on a host never comes to mean other content (ADR 1).
        let namesake = [current, seen.previous].compactMap(\.self).first {
            $0.name == release.name && $0.digest != release.digest
        }
        if let namesake {
            found.append(.nameTaken(host.id, release.name, installed: namesake.digest, wanted: release.digest))
        }
        if let detail = seen.damaged[current.digest] {
            found.append(.storeDamaged(host.id, release: current.name, detail: detail))
        } else if !seen.verified.contains(current.digest) {
            found.append(.wayBackMissing(host.id, current.name))
        }
        if seen.process == nil { found.append(.notRunning(host.id)) }
        let needed = release.files.reduce(Planner.diskSlack) { $0 + $1.size }
        if !seen.verified.contains(release.digest), seen.freeBytes < needed {
            found.append(.diskFull(host.id, free: seen.freeBytes, needed: needed))
        }
        return found
    }
}
