public import FleetModel

/// What the machine wants done. Effects are performed in order; records are durable before what follows them is begun.
public enum Effect: Sendable, Equatable {
    case append([RolloutRecord])
    case acquireFence(HostID)
    case perform(StepOrder)
    /// Ask the host's journal about a step whose end is not known.
    case settle(StepOrder)
    /// Put off the undo of a host that is under way.
    case renew(HostID, token: UInt64)
    /// Let the fences go, as far as hosts can be reached.
    case releaseFences([HostID])
    case finish(Ending)
}

/// One step to perform on one host.
public struct StepOrder: Sendable, Equatable {
    public let host: HostID
    public let step: Step
    public let nonce: Nonce
    public let token: UInt64
    /// The release that the step stages, starts or proves.
    public let release: ReleaseReference
    /// What a stop arms before it stops; nil for every other step.
    public let undo: Undo?

    public init(
        host: HostID, step: Step, nonce: Nonce, token: UInt64, release: ReleaseReference, undo: Undo? = nil
    ) {
        self.host = host
        self.step = step
        self.nonce = nonce
        self.token = token
        self.release = release
        self.undo = undo
    }
}

/// Why a controller process ends.
public enum Ending: Sendable, Equatable {
    case phasePassed(PhaseName)
    case completed
    case rolledBack(reason: String)
    /// Nothing was changed by this process.
    case refused(reason: String)
    case held(reason: String)
    case halted(by: String, reason: String)
    /// Done as far as it could be; these hosts need a person.
    case partly([HostID: String])
    case interrupted
    case yielded(to: String)
    case fenceLost(reason: String)
}
