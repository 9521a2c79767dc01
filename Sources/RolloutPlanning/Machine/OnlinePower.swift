import FleetModel

/// What is known of who is up: the last look at each node of a network, and when.
///
/// Nothing here is recorded; after a restart everything is unknown.
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
        powers = Dictionary(plan.networkHosts.map { ($0.id, $0.votingPower) }) { first, _ in first }
        outside = plan.outsidePower
        total = plan.totalPower
        maximumAge = plan.deadlines.maximumPowerAge
    }

    /// True when this look says something else than was known before.
    mutating func saw(_ host: HostID, isUp: Bool, at now: Moment) -> Bool {
        guard powers[host] != nil else { return false }
        let before = standing(of: host, at: now)
        looks[host] = Look(isUp: isUp, at: now)
        return before != (isUp ? .up : .unwell)
    }

    func power(of host: HostID) -> VotingPower { powers[host] ?? .zero }

    func standing(of host: HostID, at now: Moment) -> HostStanding {
        guard let look = looks[host], isFresh(look, at: now) else { return .unknown }
        return look.isUp ? .up : .unwell
    }

    /// The power that is surely up now: seen lately, well, and in nobody's hands.
    func online(excluding isInHand: (HostID) -> Bool, at now: Moment) -> VotingPower {
        looks.reduce(outside) { sum, entry in
            entry.value.isUp && isFresh(entry.value, at: now) && !isInHand(entry.key) ? sum + power(of: entry.key) : sum
        }
    }

    /// True when every node of the network has been looked at, whatever was seen.
    var isComplete: Bool { looks.count == powers.count }

    /// True when the chain could not finalise even if every host in hand were up: every other node has been looked at, and
    /// too few were well. How old a look is does not matter, for the question is how things were.
    func isChainDead(counting isInHand: (HostID) -> Bool) -> Bool {
        guard isComplete else { return false }
        let best = looks.reduce(outside) { sum, entry in
            entry.value.isUp || isInHand(entry.key) ? sum + power(of: entry.key) : sum
        }
        return !QuorumFigures(total: total, online: best, after: best).isLive(best)
    }

    private func isFresh(_ look: Look, at now: Moment) -> Bool { now - look.at <= maximumAge }
}
