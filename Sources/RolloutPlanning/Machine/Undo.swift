public import FleetModel

/// What a host does by itself when nobody confirms or renews its change in time: its dead-man switch (ADR 1).
public enum Undo: Sendable, Equatable {
    /// Back to this release, and start it. Nothing signed is taken back: data and signing state stay as they are.
    case switchTo(ReleaseReference)
    /// Stop, and start nothing, for the data may be beyond the release from before; unless `current` still names that one:
    /// then nothing else has run.
    case stop(unlessStillOn: ReleaseReference)
}

/// What became of putting off a host's undo.
public enum RenewReply: Sendable, Equatable {
    case renewed
    /// No undo is armed there.
    case notArmed
    /// Too late: the host has undone its change.
    case fired(String)
    case unreachable(String)
}

/// An undo that has fired, as the host tells whoever takes its fence next.
public struct FiredUndo: Sendable, Equatable {
    /// The run whose change was undone, as the host knows it.
    public let run: String
    /// True when the release to go back to was started; false when the node was stopped, or the undo failed.
    public let hasSwitched: Bool

    public init(run: String, hasSwitched: Bool) {
        self.run = run
        self.hasSwitched = hasSwitched
    }
}
