public import FleetModel
import HostSteps
public import RolloutPlanning

/// The live view of a run: what stands where, and what is waited for. It is redrawn in place, so its height changes
/// little.
public struct LiveScreen {
    /// Hosts shown at once; of a larger fleet those that matter now.
    public static let maximumHosts = 16

    /// What is said after the first Ctrl-C.
    public static let draining = "hosts in flight finish; Ctrl-C once more ends at once (both can be resumed)"
    private static let wayOut = "  Ctrl-C ends after the hosts in flight   another terminal: cjctl halt"

    private let machine: RolloutMachine
    private let elapsed: TimeSpan
    private let worstCase: TimeSpan
    private let now: Moment

    public init(machine: RolloutMachine, at now: Moment, elapsed: TimeSpan, worstCase: TimeSpan) {
        self.machine = machine
        self.now = now
        self.elapsed = elapsed
        self.worstCase = worstCase
    }

    public var lines: [String] {
        [heading, chain] + hostLines + [footer] + wayOut
    }

    private var state: RunState { machine.state }

    /// Nothing is left to be ended in a last frame.
    private var wayOut: [String] {
        if machine.isInterrupted { return ["  " + Self.draining] }
        return machine.ending == nil ? [Self.wayOut] : []
    }

    private var heading: String {
        let plan = state.plan
        let done = state.hosts.values.count { $0.end == .committed }
        let isEmergency = plan.purpose == .emergencyRollback
        // What counts most comes first: a narrow terminal cuts the end off.
        return
            "\(plan.service.name) \(plan.release.name) · \(phaseWord) · \(done)/\(plan.hosts.count) nodes · "
            + "\(isEmergency ? "at worst" : "way back ≤") \(worstCase.rough) · \(elapsed.clock)"
    }

    /// The phase that is under way; at the end of a process that was to end with one, that one.
    private var phaseWord: String {
        if case .phasePassed(let phase)? = machine.ending { return phase.rawValue }
        if state.turnedBecause != nil { return "going back" }
        return state.currentPhase?.name.rawValue ?? "done"
    }

    private var hostLines: [String] {
        var table = TextTable(indent: "  ")
        for host in shownHosts {
            guard let progress = state.hosts[host.id] else { continue }
            let release = progress.isGoingBack || progress.reached < .switched ? host.from.name : host.to.name
            table.add([mark(progress), host.id.rawValue, release.rawValue, progress.stateName, detail(host.id)])
        }
        return table.lines
    }

    /// What the quorum guard counts as up: what is under way is down, whatever it says.
    private var chain: String {
        let plan = state.plan
        var height: UInt64 = 0
        for host in plan.networkHosts {
            if case .answered(let report)? = machine.reading(of: host.id) { height = max(height, report.height) }
        }
        guard plan.totalPower > .zero else { return "  chain  height \(height)" }
        let tenths = machine.onlinePower(at: now).units * 1000 / plan.totalPower.units
        return "  chain  height \(height) · voting power up \(tenths / 10).\(tenths % 10) % (needs > 66.7 %)"
    }

    private var shownHosts: [PlannedHost] {
        let plan = state.plan
        guard plan.hosts.count > Self.maximumHosts else { return plan.hosts }
        let active = plan.hosts.filter { state.hosts[$0.id]?.isInFlight == true || isTroubled($0.id) }
        let names = Set(active.map(\.id))
        return Array((active + plan.hosts.filter { !names.contains($0.id) }).prefix(Self.maximumHosts))
    }

    private func isTroubled(_ host: HostID) -> Bool {
        switch state.hosts[host]?.end {
        case nil, .committed: false
        default: true
        }
    }

    private func mark(_ progress: HostProgress) -> String {
        switch progress.end {
        case .committed: "✓"
        case .reverted: "↩"
        case .needsOperator: "✗"
        case .untouched: "·"
        case nil: progress.isInFlight ? "▸" : "·"
        }
    }

    private func detail(_ host: HostID) -> String {
        if state.hosts[host]?.isWaitingForItsTurn == true { return "waits for \(phase(of: host))" }
        if let waiting = machine.explanation(of: host) { return waiting }
        guard case .answered(let report)? = machine.reading(of: host) else { return "" }
        return "height \(report.height) · peers \(report.peersConnected)/\(report.peersConfigured)"
    }

    private func phase(of host: HostID) -> String {
        state.plan.phases.first { $0.hosts.contains(host) }?.name.rawValue ?? "its turn"
    }

    private var footer: String {
        if case .phasePassed(let phase)? = machine.ending { return "  \(phase) has passed" }
        if case .halted(let by, let reason)? = state.pause {
            return "  halted by \(by): \(reason); hosts in flight finish"
        }
        if case .held(let reason)? = state.pause { return "  held: \(reason)" }
        if let waiting = state.plan.hosts.first(where: { state.hosts[$0.id]?.isInFlight == true }) {
            return "  waiting for  \(waiting.id): \(machine.explanation(of: waiting.id) ?? "its step")"
        }
        guard let phase = state.currentPhase else { return "  every phase has passed" }
        if phase.hosts.allSatisfy({ state.hosts[$0]?.end != nil }) {
            guard phase.bake > .zero else { return "  every host is done" }
            return "  baking  \(state.bakeCovered.rough) of \(phase.bake) covered"
        }
        return "  waiting for  every host to be ready"
    }
}

extension HostProgress {
    /// Staged, and nothing of it begun.
    fileprivate var isWaitingForItsTurn: Bool { isOpen && !isTouched && outstanding == nil && reached == .staged }
}
