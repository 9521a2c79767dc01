public import RolloutPlanning

/// What a process ends with, as `cjctl --help` lists it. Scripts branch on these; they never change.
public enum ExitCode: Int32, Sendable {
    /// The fleet is in the state asked for.
    case asked = 0
    case failed = 1
    /// No service, config or link was changed; staged files may remain.
    case refused = 2
    /// A rollout ended by rolling itself back.
    case rolledBack = 3
    /// Held or partly done: a person is needed.
    case held = 4
    case usage = 64
    /// Interrupted, resumable.
    case interrupted = 130

    /// What the end of a run means to a script.
    public init(_ ending: Ending) {
        self =
            switch ending {
            case .phasePassed, .completed: .asked
            case .rolledBack: .rolledBack
            case .refused: .refused
            case .held, .halted, .partly, .yielded, .fenceLost: .held
            case .interrupted: .interrupted
            }
    }
}
