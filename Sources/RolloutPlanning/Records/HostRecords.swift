public import FleetModel

/// A host's fence names this run's process now.
public struct FenceAcquired: RecordBody {
    public static let kind = "fence.acquired"
    public let host: HostID
    public let token: UInt64
}

/// A step is about to be performed. Durable before the step begins.
public struct StepIntended: RecordBody {
    public static let kind = "step.intended"
    public let host: HostID
    public let step: Step
    public let nonce: Nonce
    public let token: UInt64
    /// The quorum decision that let a host go down: its figures, and by which rule.
    public let quorum: QuorumFigures?
    public let ground: QuorumGround?
}

/// What became of a step is known.
public struct StepEnded: RecordBody {
    public static let kind = "step.ended"
    public let host: HostID
    public let step: Step
    public let nonce: Nonce
    public let result: StepResult

    /// The switch did not begin, for somebody has started the stopped service, as the reboot of a host does.
    var foundItRunning: Bool {
        switch result {
        // A failure when an attempt before it left no outcome.
        case .refused(let trouble), .failed(let trouble): step == .switchOver && trouble.code == "running"
        case .done: false
        }
    }
}

/// A host was healthy without a break for as long as it had to be.
public struct HostVerified: RecordBody {
    public static let kind = "host.verified"
    public let host: HostID
    public let healthyFor: TimeSpan
    public let height: UInt64
}

/// A host goes back to the release from before.
public struct HostTurned: RecordBody {
    public static let kind = "host.turned"
    public let host: HostID
    public let reason: String
}

/// A host's part is over.
public struct HostClosed: RecordBody {
    public static let kind = "host.closed"
    public let host: HostID
    public let end: HostEnd
}

/// A host that needed a person is taken up again.
public struct HostReopened: RecordBody {
    public static let kind = "host.reopened"
    public let host: HostID
}

/// A host's dead-man switch has undone what was under way there, for no controller had confirmed or renewed it in time.
public struct UndoFired: RecordBody {
    public static let kind = "undo.fired"
    public let host: HostID
    /// True when the host was on its way back, and is where it was to go; otherwise its change begins anew from the stop.
    public let isThere: Bool
}
