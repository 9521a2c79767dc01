public import FleetModel
public import RolloutPlanning

/// Plain lines for what no record tells of: a host that has to wait for quorum or does not answer, and a run that drains.
///
/// Each is said once, and a wait only when it lasts: most are over in a second.
public struct WaitingLines: Sendable {
    /// How long a host waits before a line says so.
    public static let shortWait = TimeSpan.seconds(5)

    private enum Wait {
        case since(Moment)
        case said
    }

    private var waits: [HostID: Wait] = [:]
    private var isDraining = false

    public init() {}

    /// What is new to say. To be asked regularly.
    public mutating func lines(for machine: RolloutMachine, at now: Moment) -> [String] {
        drainingLine(machine) + machine.state.plan.hosts.compactMap { line(for: $0.id, of: machine, at: now) }
    }

    private mutating func drainingLine(_ machine: RolloutMachine) -> [String] {
        guard machine.isInterrupted, !isDraining else { return [] }
        isDraining = true
        return [LiveScreen.draining]
    }

    private mutating func line(for host: HostID, of machine: RolloutMachine, at now: Moment) -> String? {
        guard let words = words(for: host, of: machine, at: now) else {
            waits[host] = nil
            return nil
        }
        switch waits[host] {
        case nil: waits[host] = .since(now)
        case .since(let start) where now - start >= Self.shortWait:
            waits[host] = .said
            return ProgressLines.padded(host.rawValue) + words
        case .since, .said: break
        }
        return nil
    }

    private func words(for host: HostID, of machine: RolloutMachine, at now: Moment) -> String? {
        if let figures = machine.missingQuorum(of: host) { return "waits      for quorum; after it \(figures)" }
        guard let silence = machine.silence(of: host) else { return nil }
        let left = max(silence.until - now, .zero)
        return "no answer  \(silence.reason); asked again for \(left.rough)"
    }
}
