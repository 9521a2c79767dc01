public import FleetModel

/// Decides whether a host may go down now. This is the one place where that is decided: the planner asks it for a batch on
/// paper, the machine asks it again before every stop with what it has just seen.
///
/// The rule: the voting power that surely stays online must be strictly above two thirds of the chain's whole power, as
/// Byzantine fault tolerant consensus needs (CometBFT's specification; promise 2 of the design). What is unknown, in
/// this run's hands or unwell does not count as online. Each way past the rule is an excuse with a name.
public struct QuorumGuard: Sendable, Equatable {
    /// The power of the whole chain, outside the inventory included.
    public let total: VotingPower

    public init(total: VotingPower) { self.total = total }

    /// - Parameters:
    ///   - power: the voting power of the host that is to go down.
    ///   - standing: what is known of that host; its power is part of `online` only when it is `.up`.
    ///   - online: the power that is surely up now.
    ///   - excuses: what lets a host go down below two thirds.
    public func mayGoDown(
        power: VotingPower, standing: HostStanding, online: VotingPower, excuses: QuorumExcuses = []
    ) -> QuorumVerdict {
        // A host that is not surely up may be up all the same: the others must carry the chain without it.
        let after = standing == .up ? online - power : online
        let figures = QuorumFigures(total: total, online: online, after: after)
        if power == .zero { return .allowed(figures, .observer) }
        if standing == .inHand { return .allowed(figures, .inHand) }
        if figures.isLive(after) { return .allowed(figures, .enough) }
        if excuses.contains(.waiver) { return .allowed(figures, .waived) }
        if excuses.contains(.deadChain) { return .allowed(figures, .chainDead) }
        if excuses.contains(.aloneOnWayBack), standing == .unwell { return .allowed(figures, .unwell) }
        return .refused(figures)
    }
}

/// What is known of a host that is to go down.
public enum HostStanding: Sendable, Equatable {
    /// This run stopped it and has not proven it to be well since, and it is seen to be down: it costs nothing more.
    case inHand
    /// Seen lately, and well.
    case up
    /// Seen lately, and not well.
    case unwell
    /// Not seen lately.
    case unknown
}

/// What lets a host go down although too little would stay online.
public struct QuorumExcuses: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A person waived the guard, and no other host is in this run's hands (in an emergency: whoever is).
    public static let waiver = QuorumExcuses(rawValue: 1)
    /// In an emergency: the chain could not finalise when the rollback began, so there is nothing to lose.
    public static let deadChain = QuorumExcuses(rawValue: 2)
    /// It goes back to the release from before, every node has been looked at, and no other host is in this run's hands:
    /// one that is seen to be unwell may be what keeps the chain from recovering.
    public static let aloneOnWayBack = QuorumExcuses(rawValue: 4)
}

/// Why a host was let go down.
public enum QuorumGround: String, Sendable, Codable {
    case enough, observer, waived, unwell
    case inHand = "in-hand"
    case chainDead = "chain-dead"
}

/// The figures of one quorum decision; they go into the ledger with the stop they allowed.
public struct QuorumFigures: Sendable, Codable, Equatable, CustomStringConvertible {
    public let total: VotingPower
    public let online: VotingPower
    /// What surely stays online when the host is down.
    public let after: VotingPower

    public init(total: VotingPower, online: VotingPower, after: VotingPower) {
        self.total = total
        self.online = online
        self.after = after
    }

    /// True when the chain can still finalise with this much online.
    ///
    /// Never for a total at the maximum: sums stop there, so nobody knows how much more it is.
    public func isLive(_ online: VotingPower) -> Bool {
        total.units < VotingPower.maximum && online.units * 3 > total.units * 2
    }

    /// `8/10 80.0 % > 66.7 %`, or `≤` where it is not enough.
    public var description: String {
        guard total > .zero else { return "no voting power" }
        let tenths = after.units * 1000 / total.units
        return "\(after)/\(total) \(tenths / 10).\(tenths % 10) % \(isLive(after) ? ">" : "≤") 66.7 %"
    }
}

/// What the guard says, with the figures it used.
public enum QuorumVerdict: Sendable, Equatable {
    case allowed(QuorumFigures, QuorumGround)
    case refused(QuorumFigures)
}
