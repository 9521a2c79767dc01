import FleetModel

/// Adds up the covered time of a bake: the sum of the stretches between looks in which every covered host was well.
///
/// A gap adds nothing, and one longer than `maximumGap` holds the phase. One unhealthy host starts the bake anew; one that
/// stays so for `healthy` fails it.
struct BakeWatch: Sendable {
    enum Verdict: Equatable {
        case baking
        /// Covered time has grown by this.
        case covered(TimeSpan)
        case brokenBy(HostID, reason: String)
        case failed(HostID, reason: String)
        case gap(TimeSpan)
    }

    private let hosts: Set<HostID>
    private let policy: Deadlines
    private var troubledSince: [HostID: Moment] = [:]
    /// Hosts that were looked at in this round; a round is complete when all of them were.
    private var seen: Set<HostID> = []
    private var isRoundBad = false
    private var lastRound: Moment

    init(hosts: [HostID], policy: Deadlines, at now: Moment) {
        self.hosts = Set(hosts)
        self.policy = policy
        lastRound = now
    }

    mutating func saw(_ host: HostID, _ reading: HealthReading, at now: Moment) -> Verdict {
        guard hosts.contains(host) else { return .baking }
        let isFirstTrouble = troubledSince.isEmpty
        var verdict = Verdict.baking
        if let reason = reading.trouble {
            let since = troubledSince[host] ?? now
            troubledSince[host] = since
            isRoundBad = true
            if now - since >= policy.healthy {
                return .failed(host, reason: "unhealthy for \(policy.healthy): \(reason)")
            }
            if isFirstTrouble { verdict = .brokenBy(host, reason: reason) }
        } else {
            troubledSince[host] = nil
        }
        seen.insert(host)
        guard seen.count == hosts.count else { return verdict }
        let round = endRound(at: now)
        return verdict == .baking ? round : verdict
    }

    /// How long the round under way has been going on; without looks it does not end.
    func openFor(at now: Moment) -> TimeSpan { now - lastRound }

    private mutating func endRound(at now: Moment) -> Verdict {
        let stretch = now - lastRound
        let wasBad = isRoundBad
        lastRound = now
        isRoundBad = !troubledSince.isEmpty
        seen.removeAll(keepingCapacity: true)
        if stretch > policy.maximumGap { return .gap(stretch) }
        return wasBad || stretch > policy.maximumPowerAge ? .baking : .covered(stretch)
    }
}
