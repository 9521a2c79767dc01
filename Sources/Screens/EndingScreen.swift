import FleetModel
public import RolloutPlanning

/// The last lines of a run: how it ended, and what to do next.
public struct EndingScreen {
    private let ending: Ending
    private let state: RunState
    private let typed: TypedOptions

    public init(_ ending: Ending, of state: RunState, typed: TypedOptions = .none) {
        self.ending = ending
        self.state = state
        self.typed = typed
    }

    public var lines: [String] {
        switch ending {
        case .phasePassed(let phase): passed(phase)
        case .completed: completed
        case .rolledBack(let reason):
            [
                "rolled back: every changed host runs its release from before", "  because   \(reason)",
                next("verify-version"),
            ]
        case .refused(let reason): refused(reason)
        case .held(let reason):
            ["held: \(reason)", nextWhenHeld]
        case .halted(let by, let reason): ["halted by \(by): \(reason)", next("resume", or: "rollback --emergency")]
        case .partly(let hosts): state.ended?.outcome == .completed ? completedWithout : partly(hosts)
        case .interrupted: ["interrupted: nothing is in the middle of a change", next("resume")]
        case .yielded(let to): ["gave way to \(to), whose emergency rollback takes over", next("status")]
        case .fenceLost(let reason):
            [
                "error: another controller has taken over: \(reason)",
                "\(next("status")), where that controller runs; what it left is yours with",
                "            \(typed.command("resume --take-over PROCESS")), once nothing of it runs any more",
            ]
        }
    }

    private func next(_ words: String, or others: String? = nil) -> String {
        "  next      \(typed.command(words))" + (others.map { ", or \(typed.command($0))" } ?? "")
    }

    private func passed(_ phase: PhaseName) -> [String] {
        let following = state.currentPhase.map { "rollout --phase \($0.name)" } ?? "verify-version"
        let committed = state.hosts.values.count { $0.end == .committed }
        return [
            "\(phase) passed: \(committed) of \(counted(state.plan.hosts.count, "node")) on \(state.plan.release.name)"
        ] + LeftBehindLines(state.leftBehind).lines.map { "  \($0)" } + [next(following)]
    }

    /// A rollback that quorum holds can still be ordered for all nodes at once.
    private var nextWhenHeld: String {
        guard state.plan.purpose == .upgrade else {
            return next("rollback --emergency --network-id \(state.plan.network)") + " stops all nodes at once"
        }
        return "  next      \(typed.command("status")), then \(typed.command("resume")) or "
            + typed.command("rollback --emergency")
    }

    private var completed: [String] {
        let verb = state.plan.purpose == .upgrade ? "completed" : "back"
        let nodes = counted(state.plan.hosts.count, "node")
        guard !state.leftOut.isEmpty else { return ["\(verb): \(nodes) on \(targets)", next("verify-version")] }
        return ["\(verb): \(nodes) on \(targets), without \(counted(state.leftOut.count, "node"))"]
            + LeftBehindLines.afterTheEnd(state, typed)
    }

    /// Nothing is left to resume: a new run takes up the others.
    private var completedWithout: [String] {
        let committed = state.hosts.values.count { $0.end == .committed }
        let all = state.plan.hosts.count + state.leftOut.count
        return ["completed: \(committed) of \(counted(all, "node")) on \(targets), not all of them"]
            + LeftBehindLines.afterTheEnd(state, typed)
    }

    private var targets: String {
        Set(state.plan.hosts.map(\.to.name)).sorted().map(\.rawValue).joined(separator: ", ")
    }

    private func refused(_ reason: String) -> [String] {
        let isOpen = state.ended == nil
        let hosts = HostReasons(parsing: reason, hosts: Set(state.plan.networkHosts.map(\.id)))
        guard let hosts, let first = hosts.groups.first else {
            return ["error: \(reason); nothing was changed", nextWhenRefused(isOpen)]
        }
        guard hosts.groups.count == 1 else {
            return ["error: refused for \(hosts.groups.count) reasons; nothing was changed"]
                + hosts.lines.map { "  \($0)" } + [nextWhenRefused(isOpen)]
        }
        let facts = MismatchText.lines(of: first.reason)
        guard facts.count > 1 else {
            return ["error: \(hosts.lines[0]); nothing was changed", nextWhenRefused(isOpen)]
        }
        return [
            "error: \(HostRanges.compact(first.hosts)): a release in its store does not match; nothing was stopped"
        ] + facts.map { "  \($0)" } + [
            "  next      suspect the disk or someone there; remove that folder, then \(again(isOpen))"
        ]
    }

    /// Why a run was refused, a line for each reason.
    static func reasons(_ reason: String, of state: RunState) -> [String] {
        HostReasons(parsing: reason, hosts: Set(state.plan.networkHosts.map(\.id)))?.lines ?? [reason]
    }

    private func nextWhenRefused(_ isOpen: Bool) -> String {
        "  next      mend that, then \(again(isOpen))"
            + (isOpen && state.plan.purpose == .upgrade ? ", or \(typed.command("rollback --emergency"))" : "")
    }

    /// What takes up a refused run, or does again what was refused.
    private func again(_ isOpen: Bool) -> String {
        if isOpen { return typed.command("resume") }
        guard state.plan.purpose == .upgrade else { return typed.command("rollback --emergency") }
        let goal = state.through?.rawValue ?? "full"
        let option = state.through == state.plan.phases.first?.name ? "--phase" : "--through"
        return typed.planning("rollout \(option) \(goal)", release: state.plan.release.name)
    }

    private func partly(_ hosts: [HostID: String]) -> [String] {
        let need = hosts.count == 1 ? "needs" : "need"
        let them = hosts.count == 1 ? "it" : "them"
        let sorted = hosts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return ["\(counted(hosts.count, "host")) of \(state.plan.hosts.count) \(need) a person:"]
            + HostReasons(sorted).lines.map { "  \($0)" }
            + ["  next      mend \(them), then \(typed.command("resume")), or \(typed.command("rollback --emergency"))"]
    }
}
