import FleetModel

/// What is known of who is up: the last look at each node of a network, and when.
///
/// Nothing here is recorded; after a restart everything is unknown, and unknown counts as down.
struct OnlinePower: Sendable {
    private struct Look {
        var isUp: Bool
        var at: Moment
    }

    let total: VotingPower
    private let outside: VotingPower
    private let powers: [HostID: VotingPower]
    private let maximumAge: TimeSpan
    private var looks: [HostID: Look] = [:]

    init(plan: Plan) {
        var powers: [HostID: VotingPower] = [:]
        for host in plan.networkHosts { powers[host.id] = host.votingPower }
        self.powers = powers
        self.outside = plan.outsidePower
        self.total = plan.totalPower
        self.maximumAge = plan.deadlines.maximumPowerAge
    }

    mutating func saw(_ host: HostID, isUp: Bool, at now: Moment) { looks[host] = Look(isUp: isUp, at: now) }

    /// True when every node of the network has been looked at lately, whatever was seen.
    func isComplete(at now: Moment) -> Bool {
        powers.keys.allSatisfy { host in looks[host].map { now - $0.at <= maximumAge } ?? false }
    }

    func isUp(_ host: HostID, at now: Moment) -> Bool {
        guard let look = looks[host] else { return false }
        return look.isUp && now - look.at <= maximumAge
    }

    /// The power that is up now, less every host in `excluded` (in flight).
    func online(excluding excluded: Set<HostID>, at now: Moment) -> VotingPower {
        powers.reduce(outside) { sum, entry in
            excluded.contains(entry.key) || !isUp(entry.key, at: now) ? sum : sum + entry.value
        }
    }
}
