import FleetModel

/// Adds up the covered time of a bake: the sum of the stretches between looks in which every covered host was well.
///
/// A gap adds nothing, and one longer than `maximumGap` holds the phase. One unhealthy host starts the bake anew; one that
/// stays so for `healthy` fails it.
struct BakeWatch: Sendable {
    enum Verdict: Equatable {
        case baking
        /// Covered time has grown to this.
        case covered(TimeSpan)
        case brokenBy(HostID, reason: String)
        case failed(HostID, reason: String)
        case gap(TimeSpan)
    }

    private let hosts: Set<HostID>
    private let policy: Deadlines
    private var trouble: [HostID: (reason: String, since: Moment)] = [:]
    private var seen: Set<HostID> = []
    private var lastRound: Moment

    init(hosts: [HostID], policy: Deadlines, at now: Moment) {
        self.hosts = Set(hosts)
        self.policy = policy
        lastRound = now
    }

    /// A round is complete when every covered host was looked at once since the round before.
    mutating func saw(_ host: HostID, _ reading: HealthReading, at now: Moment) -> Verdict {
        guard hosts.contains(host) else { return .baking }
        seen.insert(host)
        if let reason = reading.trouble {
            let since = trouble[host]?.since ?? now
            let isNew = trouble.isEmpty
            trouble[host] = (reason, since)
            if now - since >= policy.healthy {
                return .failed(host, reason: "unhealthy for \(now - since): \(reason)")
            }
            return isNew ? .brokenBy(host, reason: reason) : .baking
        }
        trouble[host] = nil
        return seen.count == hosts.count ? endRound(at: now) : .baking
    }

    private mutating func endRound(at now: Moment) -> Verdict {
        let stretch = now - lastRound
        lastRound = now
        seen.removeAll(keepingCapacity: true)
        if stretch > policy.maximumGap { return .gap(stretch) }
        guard trouble.isEmpty, stretch <= policy.maximumPowerAge else { return .baking }
        return .covered(stretch)
    }
}
