public import FleetModel

/// Decides whether a host may go down now. This is the one place where that is decided: the planner asks it for a batch on
/// paper, the machine asks it again before every stop with what it has just seen.
///
/// The rule: the voting power that stays online must be strictly above two thirds of the chain's whole power, as
/// Byzantine fault tolerant consensus needs (CometBFT's specification; promise 2 of the design). What is unknown, in
/// flight or unhealthy counts as down.
public struct QuorumGuard: Sendable, Equatable {
    /// The power of the whole chain, outside the inventory included.
    public let total: VotingPower

    public init(total: VotingPower) { self.total = total }

    /// - Parameters:
    ///   - power: the voting power of the host that is to go down.
    ///   - isUp: whether that power is part of `online`.
    ///   - online: the power that is up now.
    public func mayGoDown(power: VotingPower, isUp: Bool, online: VotingPower) -> QuorumVerdict {
        let after = isUp ? online - power : online
        let figures = QuorumFigures(total: total, online: online, after: after)
        if power == .zero { return .allowed(figures) }
        if !isUp { return .allowed(figures) }
        return figures.isLive(after) ? .allowed(figures) : .refused(figures)
    }
}

/// The figures of one quorum decision; they go into the ledger with the stop they allowed.
public struct QuorumFigures: Sendable, Codable, Equatable, CustomStringConvertible {
    public let total: VotingPower
    public let online: VotingPower
    /// What stays online when the host is down.
    public let after: VotingPower

    public init(total: VotingPower, online: VotingPower, after: VotingPower) {
        self.total = total
        self.online = online
        self.after = after
    }

    /// True when the chain can still finalise with this much online.
    public func isLive(_ online: VotingPower) -> Bool { online.units * 3 > total.units * 2 }

    /// `8/10 80.0 % > 66.7 %`, or `≤` where it is not enough.
    public var description: String {
        guard total > .zero else { return "no voting power" }
        let tenths = after.units * 1000 / total.units
        return "\(after)/\(total) \(tenths / 10).\(tenths % 10) % \(isLive(after) ? ">" : "≤") 66.7 %"
    }
}

/// What the guard says, with the figures it used.
public enum QuorumVerdict: Sendable, Equatable {
    case allowed(QuorumFigures)
    case refused(QuorumFigures)
}
