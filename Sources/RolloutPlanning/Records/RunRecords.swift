public import FleetModel

/// A run came to be. The first record of every run; it holds all that resuming it needs.
public struct RunPlanned: RecordBody {
    public static let kind = "run.planned"
    public let plan: Plan
    public let planDigest: Digest
    public let by: String
    /// The run that this one takes over from, when it is a rollback of it.
    public let supersedes: RunID?

    public init(plan: Plan, planDigest: Digest, by: String, supersedes: RunID?) {
        self.plan = plan
        self.planDigest = planDigest
        self.by = by
        self.supersedes = supersedes
    }
}

/// A controller process took the run up. It is written before that process touches a host: its nonce is what the fences
/// will name.
public struct RunStarted: RecordBody {
    public static let kind = "run.started"
    public let process: Nonce
    /// The phase with which this process ends.
    public let through: PhaseName
    public let by: String

    public init(process: Nonce, through: PhaseName, by: String) {
        self.process = process
        self.through = through
        self.by = by
    }
}

/// A person stopped the run; sticky until `run.released`.
public struct RunHalted: RecordBody {
    public static let kind = "run.halted"
    public let by: String
    public let reason: String

    public init(by: String, reason: String) {
        self.by = by
        self.reason = reason
    }
}

/// The run stopped itself and waits for a person.
public struct RunHeld: RecordBody {
    public static let kind = "run.held"
    public let reason: String
}

/// A person let a halted or held run go on.
public struct RunReleased: RecordBody {
    public static let kind = "run.released"
    public let by: String

    public init(by: String) { self.by = by }
}

/// The run turned round: every host it changed goes back.
public struct RunTurned: RecordBody {
    public static let kind = "run.turned"
    public let reason: String
}

/// Nothing more happens in this run.
public struct RunEnded: RecordBody {
    public static let kind = "run.ended"
    public let outcome: RunOutcome
    public let reason: String

    public init(outcome: RunOutcome, reason: String) {
        self.outcome = outcome
        self.reason = reason
    }
}

/// How a run ended for good.
public enum RunOutcome: String, Sendable, Codable {
    case completed
    /// Every changed host is back on the release from before.
    case rolledBack = "rolled-back"
    /// Nothing was changed.
    case refused
    /// Another run took over.
    case superseded
}
