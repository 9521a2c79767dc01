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

    private func play(
        _ scenario: Scenario, crashing: [CrashPoint], absence: Int64? = nil
    ) throws -> Simulation {
        let simulation = try #require(scenario.make())
        simulation.options.crashes = crashing
        if let absence { simulation.options.pause = absence }
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

    @Test(
        "when nobody comes back for long, every host in the middle of its change undoes it, and the end is the same",
        arguments: Scenario.lasting)
    func leftAlone(_ scenario: Scenario) throws {
        let undisturbed = try play(scenario, crashing: [])
        let expected = Outcome(undisturbed)
        let absence = undisturbed.plan.deadlines.deadman.milliseconds + 5000
        var undone: Set<String> = []
        for append in 1...undisturbed.appends {
            let point = CrashPoint(append: append, isBeforeActing: false, inFlight: .applied)
            let simulation = try play(scenario, crashing: [point], absence: absence)
            #expect(Outcome(simulation) == expected, "\(point)")
            undone.formUnion(simulation.sights.filter { $0.hasPrefix("undo: ") })
        }
        #expect(!undone.isEmpty || undisturbed.world.hosts.values.allSatisfy { $0.stops == 0 })
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
