import FleetModel
public import RolloutPlanning

/// The last lines of a run: how it ended, and what to do next.
public struct EndingScreen {
    private let ending: Ending
    private let state: RunState

    public init(_ ending: Ending, of state: RunState) {
        self.ending = ending
        self.state = state
    }

    public var lines: [String] {
        switch ending {
        case .phasePassed(let phase): passed(phase)
        case .completed: completed
        case .rolledBack(let reason):
            [
                "rolled back: every changed host runs its release from before", "  because   \(reason)",
                "  next      cjctl verify-version",
            ]
        case .refused(let reason): refused(reason)
        case .held(let reason):
            ["held: \(reason)", "  next      \(nextWhenHeld)"]
        case .halted(let by, let reason):
            ["halted by \(by): \(reason)", "  next      cjctl resume, or cjctl rollback --emergency"]
        case .partly(let hosts): partly(hosts)
        case .interrupted: ["interrupted: nothing is in the middle of a change", "  next      cjctl resume"]
        case .yielded(let to): ["gave way to \(to)"]
        case .fenceLost(let reason):
            [
                "error: another controller has taken over: \(reason)",
                "  next      cjctl status, where that controller runs; what it left is yours with",
                "            cjctl resume --take-over PROCESS, once nothing of it runs any more",
            ]
        }
    }

    private func passed(_ phase: PhaseName) -> [String] {
        let next = state.currentPhase.map { "cjctl rollout --phase \($0.name)" } ?? "cjctl verify-version"
        let committed = state.hosts.values.count { $0.end == .committed }
        return [
            "\(phase) passed: \(committed) of \(counted(state.plan.hosts.count, "node")) on \(state.plan.release.name)",
            "  next      \(next)",
        ]
    }

    /// A rollback that quorum holds can still be ordered for all nodes at once.
    private var nextWhenHeld: String {
        state.plan.purpose == .upgrade
            ? "cjctl status, then cjctl resume or cjctl rollback --emergency"
            : "cjctl rollback --emergency --network-id \(state.plan.network) stops all nodes at once"
    }

    private var completed: [String] {
        let verb = state.plan.purpose == .upgrade ? "completed" : "back"
        return [
            "\(verb): \(counted(state.plan.hosts.count, "node")) on \(targets)", "  next      cjctl verify-version",
        ]
    }

    private var targets: String {
        Set(state.plan.hosts.map(\.to.name)).sorted().map(\.rawValue).joined(separator: ", ")
    }

    private func refused(_ reason: String) -> [String] {
        let reasons = reason.split(separator: ";").map { $0.drop { $0 == " " } }
        guard let first = reasons.first else { return ["error: refused, nothing was changed"] }
        guard reasons.count > 1 else {
            let words = first.split(separator: ":", maxSplits: 1).map(String.init)
            let facts = MismatchText.lines(of: String(first))
            guard facts.count > 1 else { return ["error: \(first); nothing was changed"] }
            return ["error: \(state.plan.release.name) does not match on \(words[0]), nothing was stopped"]
                + facts.map { "  \($0)" }
        }
        return ["error: refused for \(reasons.count) reasons; nothing was changed"] + reasons.map { "  \($0)" }
    }

    private func partly(_ hosts: [HostID: String]) -> [String] {
        ["\(counted(hosts.count, "host")) of \(state.plan.hosts.count) need a person:"]
            + hosts.sorted { $0.key < $1.key }.map { "  \($0.key)  \($0.value)" }
            + ["  next      mend them, then cjctl resume (or cjctl rollback --emergency)"]
    }
}
