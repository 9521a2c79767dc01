import FleetModel
public import RolloutPlanning

/// `cjctl status`: where the newest run stands, from the ledger alone.
public struct StatusScreen {
    private let state: RunState
    private let isControlled: Bool

    /// `isControlled`: a controller process of this machine is at it now.
    public init(state: RunState, isControlled: Bool) {
        self.state = state
        self.isControlled = isControlled
    }

    public var lines: [String] {
        let plan = state.plan
        var lines = [
            "\(plan.purpose.rawValue) to \(plan.release.name) on \(plan.network): \(headline)   run \(state.id)"
        ]
        var table = TextTable(indent: "  ")
        for phase in plan.phases { table.add(phaseRow(phase)) }
        lines += table.lines
        let open = plan.hosts.filter { state.hosts[$0.id]?.end != .committed }
        var hosts = TextTable(indent: "  ")
        for host in open {
            guard let progress = state.hosts[host.id] else { continue }
            hosts.add([host.id.rawValue, progress.stateName, reason(progress)])
        }
        lines += hosts.lines
        if let next { lines.append("  next      \(next)") }
        return lines
    }

    private var headline: String {
        if let ended = state.ended { return "\(ended.outcome.rawValue) (\(ended.reason))" }
        switch state.pause {
        case .halted(let by, let reason): return "halted by \(by) (\(reason))"
        case .held(let reason): return "held (\(reason))"
        case nil: break
        }
        if isControlled { return state.turnedBecause == nil ? "running" : "going back" }
        return isBetweenPhases ? "between phases" : "interrupted"
    }

    /// No host is in the middle of a change, and the phase that was asked for has passed.
    private var isBetweenPhases: Bool { state.through.map(state.passedPhases.contains) == true }

    private func phaseRow(_ phase: PlannedPhase) -> [String] {
        let done = phase.hosts.count { state.hosts[$0]?.end == .committed }
        let word =
            state.passedPhases.contains(phase.name)
            ? "passed" : state.startedPhases.contains(phase.name) ? "running" : "waiting"
        return [phase.name.rawValue, word, "\(done)/\(phase.hosts.count) nodes", listed(phase.hosts)]
    }

    private func reason(_ progress: HostProgress) -> String {
        switch progress.end {
        case .reverted(let reason), .untouched(let reason), .needsOperator(let reason): reason
        case .committed, nil: progress.outstanding.map { "\($0.step.rawValue) announced, its end is not known" } ?? ""
        }
    }

    private var next: String? {
        if state.ended != nil || isControlled { return nil }
        if state.pause == nil, isBetweenPhases, let phase = state.currentPhase {
            return "cjctl rollout --phase \(phase.name)"
        }
        return "cjctl resume, or cjctl rollback --emergency"
    }
}
