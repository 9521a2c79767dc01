import FleetModel
public import RolloutPlanning

/// `cjctl status`: where the newest run stands, from the ledger alone.
public struct StatusScreen {
    private let state: RunState
    private let isControlled: Bool
    private let refused: RunState?
    private let typed: TypedOptions

    /// - Parameters:
    ///   - isControlled: a controller process of this machine is at it now.
    ///   - refused: a newer run that was refused, and so has changed nothing.
    public init(state: RunState, isControlled: Bool, refused: RunState? = nil, typed: TypedOptions = .none) {
        self.state = state
        self.isControlled = isControlled
        self.refused = refused
        self.typed = typed
    }

    public var lines: [String] {
        let plan = state.plan
        var lines = [
            "\(plan.purpose.rawValue) to \(plan.release.name) on \(plan.network): \(headline)   run \(state.id)"
        ]
        var table = TextTable(indent: "  ")
        for phase in plan.phases { table.add(phaseRow(phase)) }
        lines += table.lines + openHosts
        lines += LeftBehindLines(behind).lines.map { "  \($0)" }
        if let next { lines.append("  next      \(next)") }
        return lines + attempt
    }

    /// Hosts of which there is more to say than that they are done, those that were left behind aside.
    private var openHosts: [String] {
        let told = Set(behind.map(\.host))
        var hosts = TextTable(indent: "  ")
        for host in state.plan.hosts where !told.contains(host.id) {
            guard let progress = state.hosts[host.id], progress.end != .committed else { continue }
            hosts.add([host.id.rawValue, progress.stateName, reason(progress)])
        }
        return hosts.lines
    }

    /// Of a run that is going back, or has, only who was left out is worth a line.
    private var behind: [LeftBehind] { state.leftBehind }

    /// How it stands, in a few words.
    public var headline: String {
        if let ended = state.ended { return ending(ended) }
        switch state.pause {
        case .halted(let by, let reason): return "halted by \(by) (\(reason))"
        case .held(let reason): return "held (\(reason))"
        case nil: break
        }
        if isControlled { return state.turnedBecause == nil ? "running" : "going back" }
        return isBetweenPhases ? "between phases" : "interrupted"
    }

    private func ending(_ ended: RunEnded) -> String {
        guard ended.outcome == .completed, !behind.isEmpty else { return "\(ended.outcome.rawValue) (\(ended.reason))" }
        let all = state.plan.hosts.count + state.leftOut.count
        return "completed without \(behind.count) of \(counted(all, "node"))"
    }

    /// No host is in the middle of a change, and the phase that was asked for has passed.
    private var isBetweenPhases: Bool { state.through.map(state.passedPhases.contains) == true }

    private func phaseRow(_ phase: PlannedPhase) -> [String] {
        let done = phase.hosts.count { state.hosts[$0]?.end == .committed }
        return [phase.name.rawValue, word(phase), "\(done)/\(phase.hosts.count) nodes", listed(phase.hosts)]
    }

    /// Nothing runs or waits any more in a run that has ended.
    private func word(_ phase: PlannedPhase) -> String {
        if state.turnedBecause != nil, state.startedPhases.contains(phase.name) {
            return state.ended == nil ? "going back" : "taken back"
        }
        if state.passedPhases.contains(phase.name) { return "passed" }
        let hasStarted = state.startedPhases.contains(phase.name)
        return state.ended == nil ? (hasStarted ? "running" : "waiting") : (hasStarted ? "cut short" : "not begun")
    }

    private func reason(_ progress: HostProgress) -> String {
        switch progress.end {
        case .reverted(let reason), .untouched(let reason), .needsOperator(let reason): reason
        case .committed, nil: progress.outstanding.map { "\($0.step.rawValue) announced, its end is not known" } ?? ""
        }
    }

    /// What to type next; nil where nothing is to be done, or a controller is at it.
    public var next: String? {
        if isControlled { return nil }
        if state.ended != nil {
            return behind.isEmpty
                ? nil : "mend \(LeftBehindLines(behind).them), then \(LeftBehindLines.next(state, typed))"
        }
        if state.pause == nil, isBetweenPhases, let phase = state.currentPhase {
            return typed.command("rollout --phase \(phase.name)")
        }
        return "\(typed.command("resume")), or \(typed.command("rollback --emergency"))"
    }

    private var attempt: [String] {
        guard let refused, let ended = refused.ended else { return [] }
        let plan = refused.plan
        return [
            "after it, \(plan.purpose.rawValue) to \(plan.release.name) was refused, nothing was changed   run \(refused.id)"
        ] + EndingScreen.reasons(ended.reason, of: refused).map { "  \($0)" }
    }
}
