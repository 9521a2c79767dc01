public import FleetModel

/// A node that a run leaves on another release than the one it carries.
public struct LeftBehind: Sendable, Equatable {
    public enum Reason: Sendable, Equatable {
        /// It failed, and is back on its release from before.
        case reverted(String)
        /// Nothing of it was changed.
        case untouched(String)
        /// It could not be reached when the plan was made.
        case unreachable(String)
        /// An emergency found no release there to go back to.
        case noWayBack
    }

    public let host: HostID
    public let reason: Reason

    public init(host: HostID, reason: Reason) {
        self.host = host
        self.reason = reason
    }
}

/// What a node should run by what a run did to it.
public enum Expectation: Sendable, Equatable {
    case release(ReleaseReference)
    /// It is in the middle of its change, so either release may be there.
    case changing
    /// The run says nothing of it.
    case nothing
}

extension RunState {
    /// Nodes that this run will not take to its release any more, in order of their ids: those that failed, and those that
    /// it was planned without. None of a run that has gone back, for then nobody is meant to have the release.
    public var leftBehind: [LeftBehind] {
        guard turnedBecause == nil, ended == nil || ended?.outcome == .completed else { return [] }
        let failed = plan.hosts.compactMap { host -> LeftBehind? in
            switch hosts[host.id]?.end {
            case .reverted(let reason): LeftBehind(host: host.id, reason: .reverted(reason))
            case .untouched(let reason): LeftBehind(host: host.id, reason: .untouched(reason))
            case .committed, .needsOperator, nil: nil
            }
        }
        return (failed + leftOut).sorted { $0.host < $1.host }
    }

    /// Nodes that the run was planned without although it is about them.
    public var leftOut: [LeftBehind] { plan.leftOut }

    /// A run that has ended as completed is measured by its own release: a host that it left behind has not got it. Before
    /// that a host should run what the run has made of it so far.
    public func expectation(of host: HostID) -> Expectation {
        let isCompleted = ended?.outcome == .completed
        guard let planned = plan.hosts.first(where: { $0.id == host }) else {
            guard let bystander = plan.bystanders.first(where: { $0.host.id == host }) else { return .nothing }
            let isMeant = bystander.reason == .alreadyThere || isCompleted && leftOut.contains { $0.host == host }
            return isMeant ? .release(plan.release.reference) : .nothing
        }
        if isCompleted { return .release(planned.to) }
        guard let progress = hosts[host], !(ended == nil && progress.isInFlight) else { return .changing }
        switch progress.end {
        case .committed: return .release(planned.to)
        case .needsOperator: return .release(plan.purpose == .upgrade ? planned.from : planned.to)
        case .reverted, .untouched, nil: return .release(planned.from)
        }
    }
}

extension Plan {
    /// Nodes that it is made without although it is about them, in order of their ids.
    public var leftOut: [LeftBehind] {
        bystanders.compactMap { bystander in
            switch bystander.reason {
            case .unreachable(let reason): LeftBehind(host: bystander.host.id, reason: .unreachable(reason))
            case .notSelected where purpose == .emergencyRollback:
                LeftBehind(host: bystander.host.id, reason: .noWayBack)
            case .notSelected, .alreadyThere: nil
            }
        }
    }
}
