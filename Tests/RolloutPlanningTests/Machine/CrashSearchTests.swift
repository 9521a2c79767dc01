import FleetModel
import RolloutPlanning
import Testing

@Suite("Crash and resume")
struct CrashSearchTests {
    /// What a run comes to, without the words of its reasons.
    struct Outcome: Equatable, CustomStringConvertible {
        let ended: RunOutcome?
        let hosts: [HostID: String]
        let releases: [HostID: ReleaseReference]

        init(_ simulation: Simulation) {
            ended = simulation.state.ended?.outcome
            hosts = simulation.state.hosts.mapValues(\.stateName)
            releases = simulation.world.hosts.mapValues(\.current)
        }
        var description: String {
            let lines = hosts.sorted { $0.key < $1.key }.map { "\($0) \($1) \(releases[$0]?.name.rawValue ?? "")" }
            return "\(ended.map { "\($0)" } ?? "open"): \(lines.joined(separator: ", "))"
        }
    }

    private func play(_ scenario: Scenario, crashing: [CrashPoint]) throws -> Simulation {
        let simulation = try #require(scenario.make())
        simulation.options.crashes = crashing
        do {
            try simulation.play()
            try simulation.checkEnd()
        } catch {
            Issue.record("crashing at \(crashing): \(error)")
        }
        return simulation
    }

    @Test(
        "after every record, with every outcome of what was under way, leads to the undisturbed end",
        arguments: Scenario.small)
    func everywhere(_ scenario: Scenario) throws {
        let undisturbed = try play(scenario, crashing: [])
        let expected = Outcome(undisturbed)
        for append in 1...undisturbed.appends {
            for isBeforeActing in [true, false] {
                for inFlight in CrashPoint.InFlight.allCases {
                    let point = CrashPoint(append: append, isBeforeActing: isBeforeActing, inFlight: inFlight)
                    let outcome = Outcome(try play(scenario, crashing: [point]))
                    #expect(outcome == expected, "\(point)")
                }
            }
        }
    }

    @Test("a second crash while the first is being mended changes nothing either", arguments: Scenario.tiny)
    func twice(_ scenario: Scenario) throws {
        let undisturbed = try play(scenario, crashing: [])
        let expected = Outcome(undisturbed)
        for first in 1...undisturbed.appends {
            for second in first + 1...first + 12 {
                for inFlight in [CrashPoint.InFlight.applied, .lost] {
                    let points = [first, second].map {
                        CrashPoint(append: $0, isBeforeActing: false, inFlight: inFlight)
                    }
                    #expect(Outcome(try play(scenario, crashing: points)) == expected, "\(points)")
                }
            }
        }
    }
}
