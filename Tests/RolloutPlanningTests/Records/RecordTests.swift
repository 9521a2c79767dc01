import FleetModel
import FoundationEssentials
import Testing

@testable import RolloutPlanning

@Suite("Records")
struct RecordTests {
    /// What is written into ledgers. A line of this list is never changed or taken away: it is the promise that what was
    /// written can be read.
    static let promised = [
        "bake.broken 1", "bake.covered 1", "fence.acquired 1", "host.closed 1", "host.reopened 1", "host.turned 1",
        "host.verified 1", "phase.passed 1", "phase.started 1", "run.ended 1", "run.halted 1", "run.held 1",
        "run.planned 1", "run.planned 2", "run.released 1", "run.started 1", "run.turned 1", "step.ended 1",
        "step.intended 1",
        "undo.fired 1",
    ]

    @Test("every kind and version that was ever written can be read")
    func kinds() {
        let readable = RecordDecoding.all.map { "\($0.kind) \($0.version)" }
        #expect(Set(readable).count == readable.count)
        #expect(readable.sorted() == Self.promised)
    }

    private struct JSON: BodyDecoder {
        let bytes: Data
        func decode<Body: RecordBody>(_ type: Body.Type) throws -> Body {
            try JSONDecoder().decode(type, from: bytes)
        }
    }

    @Test("every record that runs leave behind reads back as itself, and folds to the same state")
    func roundTrip() throws {
        var seen: Set<String> = []
        // Soon, and after hosts have undone what was under way.
        for pause in [3000, Deadlines.test.deadman.milliseconds + 5000] {
            for scenario in Scenario.small { try roundTrip(scenario, pause, &seen) }
        }
        // A plan with configurations is looked at below.
        #expect(seen.sorted() == Self.promised.filter { $0 != "run.planned 2" })
    }

    private func roundTrip(_ scenario: Scenario, _ pause: Int64, _ seen: inout Set<String>) throws {
        let simulation = try #require(scenario.make())
        simulation.options.crashes = [CrashPoint(append: 9, isBeforeActing: false, inFlight: .applied)]
        simulation.options.pause = pause
        try simulation.play()
        let again = try simulation.ledger.map { record in
            let body = record.body
            let kind = type(of: body)
            seen.insert("\(kind.kind) \(kind.version)")
            let decoding = try #require(
                RecordDecoding.all.first { $0.kind == kind.kind && $0.version == kind.version })
            return try decoding.record(from: JSON(bytes: JSONEncoder().encode(body)))
        }
        #expect(again == simulation.ledger)
        #expect(RunState(id: simulation.run, records: again) == simulation.state)
    }

    @Test("a plan with configurations is a record of its own version, reads back as itself, and keeps the recipe")
    func configurations() throws {
        let change = ConfigurationChange(path: "/etc/node.yaml", from: .found, to: .stored("first"))
        func record(_ change: ConfigurationChange?, _ recipe: ConfigurationRecipe?) throws -> RolloutRecord {
            let base = try #require(planning(hosts(2), policy: .test([("all", 100, 1)]), outside: 100).plan)
            let plan = Plan(
                purpose: base.purpose, network: base.network, service: base.service, release: base.release,
                hosts: base.hosts.map {
                    PlannedHost(host: $0.host, from: $0.from, to: $0.to, configuration: change)
                }, bystanders: base.bystanders, outsidePower: base.outsidePower, phases: base.phases,
                deadlines: base.deadlines, budget: base.budget, waivers: base.waivers, configuration: recipe)
            return .runPlanned(RunPlanned(plan: plan, planDigest: new.digest, by: "test", supersedes: nil))
        }
        // An emergency rollback has changes and no recipe.
        for (change, recipe, version) in [
            (change, ConfigurationPlanTests.recipe, 2), (change, nil, 2), (nil, ConfigurationPlanTests.recipe, 2),
            (nil, nil, 1),
        ] as [(ConfigurationChange?, ConfigurationRecipe?, Int)] {
            let written = try record(change, recipe)
            let body = written.body
            #expect(type(of: body).kind == "run.planned" && type(of: body).version == version)
            let decoding = try #require(
                RecordDecoding.all.first { $0.kind == "run.planned" && $0.version == version })
            let again = try decoding.record(from: JSON(bytes: JSONEncoder().encode(body)))
            #expect(again == written)
            #expect(RunState(id: "run", records: [again])?.plan.configuration == recipe)
        }
    }

    @Test("records that do not begin with a plan are no run")
    func noPlan() {
        #expect(RunState(id: "run", records: []) == nil)
        #expect(RunState(id: "run", records: [.runReleased(RunReleased(by: "ops"))]) == nil)
    }
}
