import FleetModel
public import RolloutPlanning

/// A run as plain lines, for pipes and logs: one for each record that a person wants to know of.
public struct ProgressLines {
    /// Bakes shorter than this are a rehearsal's.
    private static let shortBake = TimeSpan.seconds(60)

    public init() {}

    /// Of one transaction. Hosts that are closed because the run ends share its reason, which is said once.
    public func lines(for records: [RolloutRecord], of state: RunState) -> [String] {
        let ended = records.compactMap { record -> String? in
            if case .runEnded(let body) = record { body.reason } else { nil }
        }
        return records.compactMap { record in
            if case .hostClosed(let body) = record, case .untouched(let reason) = body.end, ended.contains(reason) {
                return nil
            }
            return line(for: record, of: state)
        }
    }

    /// Nil for records that only the machine needs.
    func line(for record: RolloutRecord, of state: RunState) -> String? {
        switch record {
        case .runPlanned, .runStarted, .fenceAcquired, .hostReopened: nil
        case .runHalted(let body): "halt      asked for by \(body.by): \(body.reason)"
        case .runHeld(let body): "held      \(body.reason)"
        case .runReleased(let body): "released  by \(body.by)"
        case .runTurned(let body): "turn      every changed host goes back: \(body.reason)"
        case .runEnded(let body): "end       \(body.outcome.rawValue): \(body.reason)"
        case .phaseStarted(let body): phaseStarted(body, state)
        case .phasePassed(let body): "\(Self.padded(body.phase.rawValue))passed"
        case .bakeCovered(let body): bake(body, state)
        case .bakeBroken(let body): "\(Self.padded(body.phase.rawValue))bake starts anew: \(body.host): \(body.reason)"
        case .stepIntended, .stepEnded, .hostVerified, .hostTurned, .hostClosed, .undoFired: hostLine(record, state)
        }
    }

    private func hostLine(_ record: RolloutRecord, _ state: RunState) -> String? {
        switch record {
        case .stepIntended(let body):
            guard body.step == .stop, let figures = body.quorum else { return nil }
            return "\(Self.padded(body.host.rawValue))stops      quorum after it \(figures)"
        case .stepEnded(let body): return stepEnded(body)
        case .hostVerified(let body):
            let unbroken = body.healthyFor > .zero ? "for \(body.healthyFor.rough) without a break, " : ""
            return "\(Self.padded(body.host.rawValue))healthy    \(unbroken)height \(body.height)"
        case .hostTurned(let body): return "\(Self.padded(body.host.rawValue))goes back  \(body.reason)"
        case .hostClosed(let body): return closed(body, state)
        case .undoFired(let body):
            let next = body.isThere ? "it is back already" : "its change begins anew"
            return
                "\(Self.padded(body.host.rawValue))undone     by its own dead-man switch, for no controller renewed it; \(next)"
        default: return nil
        }
    }

    private func stepEnded(_ body: StepEnded) -> String? {
        let host = Self.padded(body.host.rawValue)
        switch body.result {
        case .refused(let trouble): return "\(host)refused    \(body.step.rawValue): \(trouble)"
        case .failed(let trouble): return "\(host)failed     \(body.step.rawValue): \(trouble)"
        case .done:
            return switch body.step {
            case .stage: "\(host)staged     every byte proven"
            case .stop: "\(host)stopped"
            case .switchOver: "\(host)switched"
            case .start: "\(host)started"
            case .commit: nil
            }
        }
    }

    private func closed(_ body: HostClosed, _ state: RunState) -> String? {
        let host = Self.padded(body.host.rawValue)
        let planned = state.plan.hosts.first { $0.id == body.host }
        switch body.end {
        case .committed: return "\(host)committed  \(planned?.to.name.rawValue ?? "")"
        case .reverted(let reason): return "\(host)reverted   to \(planned?.from.name.rawValue ?? ""): \(reason)"
        case .untouched(let reason):
            // When the whole run goes back, its reason has been said.
            return reason == state.turnedBecause ? nil : "\(host)untouched  \(reason)"
        case .needsOperator(let reason): return "\(host)NEEDS A PERSON: \(reason)"
        }
    }

    private func phaseStarted(_ body: PhaseStarted, _ state: RunState) -> String {
        guard let phase = state.plan.phases.first(where: { $0.name == body.phase }) else { return "" }
        let hosts = phase.hosts.isEmpty ? "no new host" : listed(phase.hosts)
        return "\(Self.padded(body.phase.rawValue))starts     \(counted(phase.coveredNodes, "node")) in all: \(hosts)"
    }

    private func bake(_ body: BakeCovered, _ state: RunState) -> String? {
        guard let phase = state.plan.phases.first(where: { $0.name == body.phase }) else { return nil }
        // Of a short bake only the first word: it is over before the second is read.
        guard phase.bake >= Self.shortBake || body.total.milliseconds * 5 < phase.bake.milliseconds else { return nil }
        return "\(Self.padded(body.phase.rawValue))bakes      \(body.total.rough) of \(phase.bake) covered"
    }

    /// A word in the column of names.
    static func padded(_ text: String) -> String {
        text + String(repeating: " ", count: max(1, 10 - text.count))
    }
}
