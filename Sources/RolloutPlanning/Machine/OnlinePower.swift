import FleetModel

/// What is known of who is up: the last look at each node of a network, and when.
///
/// Nothing here is recorded; after a restart everything is unknown.
struct OnlinePower: Sendable {
    private struct Look {
        var isUp: Bool
        var at: Moment
        /// Noted here, for sums are made far oftener than looks.
        var isLeftOut: Bool
    }

    let total: VotingPower
    private let outside: VotingPower
    private let powers: [HostID: VotingPower]
    /// Hosts that cannot be logged in to: their power counts as down, whatever is seen of their nodes.
    private let leftOut: Set<HostID>
    private let maximumAge: TimeSpan
    private var looks: [HostID: Look] = [:]
    /// Hosts of which the next look may have begun too early to be believed.
    private var distrusted: Set<HostID> = []

    init(plan: Plan) {
        powers = Dictionary(plan.networkHosts.map { ($0.id, $0.votingPower) }) { first, _ in first }
        leftOut = Set(plan.bystanders.filter(\.isDown).map(\.host.id))
        outside = plan.outsidePower
        total = plan.totalPower
        maximumAge = plan.deadlines.maximumPowerAge
    }

    /// What was seen of a host is no longer true, and neither is what the look under way will tell.
    mutating func forget(_ host: HostID) {
        looks[host] = nil
        distrusted.insert(host)
    }

    /// True when this look says something else than was known before.
    mutating func saw(_ host: HostID, isUp: Bool, at now: Moment) -> Bool {
        guard powers[host] != nil, distrusted.remove(host) == nil else { return false }
        let before = standing(of: host, at: now)
        looks[host] = Look(isUp: isUp, at: now, isLeftOut: leftOut.contains(host))
        return before != (isUp ? .up : .unwell)
    }

    func power(of host: HostID) -> VotingPower { powers[host] ?? .zero }

    func standing(of host: HostID, at now: Moment) -> HostStanding {
        guard let look = looks[host], isFresh(look, at: now) else { return .unknown }
        return look.isUp ? .up : .unwell
    }

    /// The power that is surely up now: seen lately, well, and not counted as down.
    func online(excluding countsAsDown: (HostID) -> Bool, at now: Moment) -> VotingPower {
        looks.reduce(outside) { sum, entry in
            guard entry.value.isUp, !entry.value.isLeftOut, isFresh(entry.value, at: now), !countsAsDown(entry.key)
            else { return sum }
            return sum + power(of: entry.key)
        }
    }

    /// True when every node of the network has been looked at, whatever was seen.
    var isComplete: Bool { looks.count == powers.count }

    /// True when the chain could not finalise even if every host that counts as down were up: every other node has been
    /// looked at, and too few were well. How old a look is does not matter, for the question is how things were.
    func isChainDead(counting countsAsDown: (HostID) -> Bool) -> Bool {
        guard isComplete else { return false }
        let best = looks.reduce(outside) { sum, entry in
            entry.value.isUp || countsAsDown(entry.key) ? sum + power(of: entry.key) : sum
        }
        return !QuorumFigures(total: total, online: best, after: best).isLive(best)
    }

    private func isFresh(_ look: Look, at now: Moment) -> Bool { now - look.at <= maximumAge }
}
