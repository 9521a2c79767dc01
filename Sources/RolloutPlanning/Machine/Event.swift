public import FleetModel

/// What the machine is told.
public enum Event: Sendable, Equatable {
    /// A controller process took the run up, having recorded `run.started`.
    case began
    case fence(HostID, FenceReply)
    case step(HostID, Nonce, StepReply)
    case settled(HostID, Nonce, Finding)
    case renewed(HostID, RenewReply)
    case sample(HostID, HealthReading)
    case request(OperatorRequest)
    /// Time has passed.
    case tick
}

/// What became of asking for a fence.
public enum FenceReply: Sendable, Equatable {
    /// `fired`: what the host has undone by itself since the last change there was begun.
    case acquired(token: UInt64, fired: FiredUndo? = nil)
    case heldBy(FenceHolder)
    /// Nobody may hold it now, but somebody whom this run does not know has held it since this run had it last.
    case changedBy(FenceHolder)
    case unreachable(String)
    /// The host answered, but its fence cannot be used.
    case unusable(String)
}

/// What became of performing a step.
public enum StepReply: Sendable, Equatable {
    case ended(StepResult)
    /// It certainly did not begin.
    case notBegun(String)
    /// It may or may not have happened.
    case unknown(String)
    /// The host's fence names somebody else now.
    case fenceLost(String)
    /// The host has undone the change by itself, and its fence says so.
    case undone(String)
}

/// What a host's journal says about a nonce.
public enum Finding: Sendable, Equatable {
    case ended(StepResult)
    /// No outcome stands there: perform the step again.
    case notDone
    case unreachable(String)
    case fenceLost(String)
    case undone(String)
}

/// What a person asks of a running controller.
public enum OperatorRequest: Sendable, Equatable {
    case halt(by: String, reason: String)
    /// Finish what is in flight, then let this process end; the run stays as it is.
    case interrupt
    /// A rollback takes over: begin nothing more and end at once.
    case yield(to: String)
}
