import FleetModel
import RolloutPlanning

extension Simulation {
    /// At the end of a run: is what the records say of each host true of that host?
    func checkTruth() throws {
        for planned in plan.hosts {
            guard let host = world.hosts[planned.id], let end = state.hosts[planned.id]?.end else { continue }
            switch end {
            case .committed: try require(host, runs: planned.to, said: end)
            case .reverted: try require(host, runs: planned.from, said: end)
            // What an emergency finds may have been left in any state by the run before it.
            case .untouched where plan.purpose == .upgrade:
                try require(host, runs: planned.from, said: end)
                guard host.stops == 0 else {
                    throw InvariantBroken(.truth, "\(host.id) is said to be untouched, and was stopped")
                }
            case .untouched, .needsOperator: break
            }
        }
    }

    /// A host that is recorded as healthy on a release truly runs it.
    func checkVerified(in effects: [Effect]) throws {
        guard case .append(let records)? = effects.first else { return }
        for case .hostVerified(let body) in records {
            guard let planned = plan.hosts.first(where: { $0.id == body.host }), let host = world.hosts[body.host]
            else {
                continue
            }
            let expected = state.hosts[body.host]?.isGoingBack == true ? planned.from : planned.to
            guard host.running == expected || world.isAway(host.id, .machine, at: now) else {
                throw InvariantBroken(
                    .truth, "\(host.id) was verified and runs \(host.running?.name.rawValue ?? "nothing")")
            }
        }
    }

    /// After a rollback that was completed every node runs the release from before, but for those it said to leave out.
    func checkEverybodyIsBack() throws {
        guard state.ended?.outcome == .completed else { return }
        let leftOut = Set(plan.bystanders.filter { $0.reason != .alreadyThere }.map(\.host.id))
        for (id, host) in world.hosts where !leftOut.contains(id) && !world.isAway(id, .machine, at: now) {
            guard host.running == old.reference, host.current == old.reference else {
                throw InvariantBroken(.truth, "\(id) runs \(host.running?.name.rawValue ?? "nothing") after it all")
            }
        }
    }

    private func require(_ host: SimulatedHost, runs release: ReleaseReference, said end: HostEnd) throws {
        guard host.current == release, host.running == release || world.isAway(host.id, .machine, at: now) else {
            throw InvariantBroken(
                .truth,
                "\(host.id) is said to be \(end), but runs \(host.running?.name.rawValue ?? "nothing"), current \(host.current.name)"
            )
        }
    }

    /// The run has ended, or stands open and says why.
    func checkEnd() throws {
        try checkTruth()
        if let ended = state.ended {
            guard state.hosts.values.allSatisfy({ $0.end != nil }) else {
                throw InvariantBroken(.oneEnd, "\(ended.outcome) with open hosts: \(summary)")
            }
            return
        }
        guard state.pause != nil || endings.last.map(Simulation.saysWhy) == true else {
            throw InvariantBroken(.liveness, "open without a reason: \(summary)")
        }
    }

    private static func saysWhy(_ ending: Ending) -> Bool {
        switch ending {
        case .held, .halted, .partly, .fenceLost, .interrupted, .yielded, .refused: true
        case .phasePassed, .completed, .rolledBack: false
        }
    }
}

extension Ending {
    /// Which of them it is, without its figures.
    var word: String {
        switch self {
        case .phasePassed: "phase passed"
        case .completed: "completed"
        case .rolledBack: "rolled back"
        case .refused: "refused"
        case .held: "held"
        case .halted: "halted"
        case .partly: "partly"
        case .interrupted: "interrupted"
        case .yielded: "yielded"
        case .fenceLost: "fence lost"
        }
    }
}
