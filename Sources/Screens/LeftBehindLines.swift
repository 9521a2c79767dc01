import FleetModel
public import RolloutPlanning

/// The nodes that a run goes on without, a line for each reason: `left behind  val-06: reverted because …`.
public struct LeftBehindLines {
    private let behind: [LeftBehind]

    public init(_ behind: [LeftBehind]) { self.behind = behind }

    public var lines: [String] { failed + leftOut }

    /// It or they, for the sentence that follows.
    public var them: String { behind.count == 1 ? "it" : "them" }

    private var failed: [String] {
        HostReasons(
            behind.compactMap { entry in
                switch entry.reason {
                case .reverted(let reason): (entry.host, "reverted because \(HostReasons.without(entry.host, reason))")
                case .untouched(let reason): (entry.host, "not changed: \(HostReasons.without(entry.host, reason))")
                case .unreachable, .noWayBack: nil
                }
            }
        ).lines.map { "left behind  \($0)" }
    }

    private var leftOut: [String] {
        HostReasons(
            behind.compactMap { entry in
                switch entry.reason {
                case .unreachable(let reason): (entry.host, "unreachable: \(HostReasons.without(entry.host, reason))")
                case .noWayBack: (entry.host, "no release to go back to was found there")
                case .reverted, .untouched: nil
                }
            }
        ).lines.map { "left out     \($0)" }
    }

    /// What `resume` says before it goes on.
    public static func whenResuming(_ state: RunState, _ typed: TypedOptions = .none) -> [String] {
        let lines = LeftBehindLines(state.leftBehind)
        guard !state.leftBehind.isEmpty else { return [] }
        return lines.lines + ["  this run goes on without \(lines.them); once it has ended: \(Self.next(state, typed))"]
    }

    /// What is said of a run that has ended without them: nothing when there are none.
    public static func afterTheEnd(_ state: RunState, _ typed: TypedOptions = .none) -> [String] {
        let lines = LeftBehindLines(state.leftBehind)
        guard !state.leftBehind.isEmpty else { return [] }
        return lines.lines.map { "  \($0)" } + ["  next      mend \(lines.them), then \(next(state, typed))"]
    }

    /// The command that takes up who was left behind, once the run has ended.
    static func next(_ state: RunState, _ typed: TypedOptions) -> String {
        guard state.plan.purpose == .upgrade else { return typed.command("rollback --emergency") }
        let goal = state.plan.phases.last?.name.rawValue ?? "full"
        return typed.planning("rollout --through \(goal)", release: state.plan.release.name)
    }
}
