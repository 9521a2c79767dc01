import FleetModel
import RolloutPlanning
import Testing

/// What becomes of the nodes' configurations, forward and back.
@Suite("Planning configurations")
struct ConfigurationPlanTests {
    private static let path = "/opt/coinjecture/config.yaml"
    private static let first: ConfigurationID = "first"
    private static let second: ConfigurationID = "second"
    private static let twoPhases = RolloutPolicy.test([("canary", 10, 1), ("full", 100, 2)])

    static let recipe = ConfigurationRecipe(
        specification: ConfigurationSpecification(
            template: "templates/node.yaml", path: ConfigurationSpecification.standardPath, form: .json,
            owner: "coinjecture",
            values: [
                ConfigurationValue(name: "genesis_timestamp", content: .text("0")),
                ConfigurationValue(name: "zones", content: .list(["a", "b"])),
            ], secrets: [SecretReference(name: "token", source: "file:secrets/${node}")],
            vaultPassword: "env:VAULT"), template: "node: ${node}\n", origin: "templates/node.yaml")

    private func seen(
        _ content: ConfigurationSight.Content, current: ReleaseReference = old.reference,
        previous: ReleaseReference? = nil, deliveredPath: String? = nil, state: ConfigurationState? = nil
    ) -> Result<ObservedHost, Unreachable> {
        .success(
            .seen(
                current: current, previous: previous,
                configuration: ConfigurationSight(
                    path: Self.path, content: content, deliveredPath: deliveredPath, previous: state)))
    }

    private func goal(_ hosts: [Host], _ id: ConfigurationID = first) -> ConfigurationGoal {
        let wish = ConfigurationWish(path: Self.path, id: id)
        return ConfigurationGoal(
            recipe: Self.recipe, wishes: Dictionary(uniqueKeysWithValues: hosts.map { ($0.id, wish) }))
    }

    private func answer(
        _ observed: [HostID: Result<ObservedHost, Unreachable>], _ goal: ConfigurationGoal?, to release: Release = new
    ) -> Planner.Answer {
        Planner(
            network: Network(id: testNetwork, outsidePower: 100), service: testService, policy: Self.twoPhases,
            waivers: [], configuration: goal
        ).upgrade(
            to: release, hosts: hosts(observed.count), observed: observed, isOurs: { _ in false })
    }

    @Test("every host changes from what stands there to what it shall have, and the plan holds the recipe")
    func forward() throws {
        let observed =
            [
                "n01": seen(.none), "n02": seen(.found(nil)), "n03": seen(.stored(Self.second)),
                "n04": seen(.stored(Self.first)),
            ] as [HostID: Result<ObservedHost, Unreachable>]
        let plan = try #require(answer(observed, goal(hosts(4))).plan)
        let changes = plan.hosts.map(\.configuration)
        #expect(changes.map { $0?.path } == Array(repeating: Self.path, count: 4))
        #expect(changes.map { $0?.from } == [.some(.none), .found, .stored(Self.second), .stored(Self.first)])
        #expect(changes.allSatisfy { $0?.to == .stored(Self.first) })
        // The release is another one, so n04 is changed as well; its configuration is not.
        #expect(plan.hosts.map(\.changesConfiguration) == [true, true, true, false])
        #expect(plan.configuration == Self.recipe && plan.configuresHosts)
    }

    @Test("without a goal nothing is said of configurations, whatever stands on the hosts")
    func noGoal() throws {
        let plan = try #require(answer(["n01": seen(.stored(Self.first)), "n02": seen(.none)], nil).plan)
        #expect(plan.hosts.allSatisfy { $0.configuration == nil && !$0.changesConfiguration })
        #expect(plan.configuration == nil && !plan.configuresHosts)
    }

    @Test("another configuration alone is a change, and a host that has everything is left alone")
    func alone() throws {
        let observed =
            [
                "n01": seen(.stored(Self.first), current: new.reference),
                "n02": seen(.stored(Self.second), current: new.reference),
            ] as [HostID: Result<ObservedHost, Unreachable>]
        let plan = try #require(answer(observed, goal(hosts(2))).plan)
        #expect(plan.hosts.map(\.id) == ["n02"])
        #expect(plan.hosts[0].from == new.reference && plan.hosts[0].to == new.reference)
        #expect(plan.bystanders.map(\.host.id) == ["n01"] && plan.bystanders[0].reason == .alreadyThere)

        let settled = observed.mapValues { _ in seen(.stored(Self.first), current: new.reference) }
        #expect(answer(settled, goal(hosts(2))).refusals == [.nothingToDo(new.name)])
    }

    @Test("a configuration alone is as careful as a release: the way back has to be proven and the service to run")
    func aloneIsCareful() {
        let down = ObservedHost.seen(
            current: new.reference, verified: [], process: nil,
            configuration: ConfigurationSight(path: Self.path, content: .stored(Self.second)))
        let refusals = answer(["n01": .success(down)], goal(hosts(1))).refusals
        #expect(refusals.contains(.wayBackMissing("n01", new.name)) && refusals.contains(.notRunning("n01")))
    }

    @Test("a configuration that was delivered to another file refuses, and names both")
    func elsewhere() {
        let moved = seen(.none, deliveredPath: "/etc/node.yaml")
        let refusals = answer(["n01": moved, "n02": seen(.none)], goal(hosts(2))).refusals
        #expect(refusals == [.configurationElsewhere("n01", delivered: "/etc/node.yaml", wanted: Self.path)])
        #expect(answer(["n01": seen(.none, deliveredPath: Self.path)], goal(hosts(1))).plan != nil)
    }

    @Test("a network's configurations are those of its nodes: one without a wish keeps its own")
    func noWish() throws {
        let plan = try #require(answer(["n01": seen(.none), "n02": seen(.none)], goal(hosts(1))).plan)
        #expect(plan.hosts.map { $0.configuration == nil } == [false, true])
    }

    // MARK: - Back

    private func state(_ plan: Plan) throws -> RunState {
        try #require(
            RunState(
                id: "run-1",
                records: [.runPlanned(RunPlanned(plan: plan, planDigest: new.digest, by: "test", supersedes: nil))]))
    }

    private func back(
        _ host: HostID, _ sight: ConfigurationSight?, before: RunState?, isByLedger: Bool
    ) -> ConfigurationChange? {
        ConfigurationWayBack.change(
            of: host, .seen(current: new.reference, previous: old.reference, configuration: sight), before: before,
            isByLedger: isByLedger)
    }

    @Test("by the ledger a host goes back to what the run took away: nothing, what was found, or an earlier one")
    func byLedger() throws {
        let observed =
            ["n01": seen(.none), "n02": seen(.found(nil)), "n03": seen(.stored(Self.second))]
            as [HostID: Result<ObservedHost, Unreachable>]
        let run = try state(try #require(answer(observed, goal(hosts(3))).plan))
        let delivered = ConfigurationSight(
            path: Self.path, content: .stored(Self.first), deliveredPath: Self.path, previous: .stored("other"))
        let found = try #require(ConfigurationID(foundBy: "run-1"))
        #expect(found.isFound && found.rawValue == "found-run-1")
        for (host, target) in [
            ("n01", ConfigurationState.none), ("n02", .stored(found)), ("n03", .stored(Self.second)),
        ] as [(HostID, ConfigurationState)] {
            let expected = ConfigurationChange(path: Self.path, from: .stored(Self.first), to: target)
            #expect(back(host, delivered, before: run, isByLedger: true) == expected)
        }
        #expect(back("n09", delivered, before: run, isByLedger: true) == nil, "a host that the run knows nothing of")
        #expect(back("n01", nil, before: run, isByLedger: true) == nil, "a host whose configuration was not looked at")
        #expect(back("n01", delivered, before: nil, isByLedger: true) == nil)
    }

    @Test("without a ledger the host's own word counts, and where it has none its configuration is left alone")
    func byHost() {
        let delivered = ConfigurationSight(
            path: Self.path, content: .stored(Self.first), deliveredPath: Self.path, previous: .stored("found-r"))
        #expect(
            back("n01", delivered, before: nil, isByLedger: false)
                == ConfigurationChange(path: Self.path, from: .stored(Self.first), to: .stored("found-r")))
        for (path, previous) in [(nil, ConfigurationState.none), (Self.path, nil), (nil, nil)]
            as [(String?, ConfigurationState?)]
        {
            let sight = ConfigurationSight(
                path: Self.path, content: .stored(Self.first), deliveredPath: path, previous: previous)
            #expect(back("n01", sight, before: nil, isByLedger: false) == nil)
        }
    }

    private func emergency(_ change: ConfigurationChange?, current: Release = old) -> Plan? {
        let seen = ObservedHost.seen(current: current.reference, previous: old.reference)
        return Planner(
            network: Network(id: testNetwork, outsidePower: 2), service: testService, policy: .fourPhases, waivers: []
        ).emergencyRollback(
            hosts: hosts(1), observed: ["n01": .success(seen)], files: old, target: { $1.previous },
            configuration: { _, _ in change }
        ).plan
    }

    @Test("a host with the right release and another configuration goes back; one that has both stays")
    func emergencyPlan() throws {
        let change = ConfigurationChange(path: Self.path, from: .stored(Self.second), to: .stored(Self.first))
        let plan = try #require(emergency(change))
        #expect(plan.hosts.map(\.configuration) == [change] && plan.configuresHosts && plan.configuration == nil)
        #expect(
            emergency(ConfigurationChange(path: Self.path, from: .stored(Self.first), to: .stored(Self.first))) == nil)
        #expect(emergency(nil) == nil)
        // What was found stands there unchanged as long as no run has put another in its place.
        #expect(emergency(ConfigurationChange(path: Self.path, from: .found, to: .stored("found-run"))) == nil)
        #expect(emergency(ConfigurationChange(path: Self.path, from: .found, to: .stored(Self.first))) != nil)
        #expect(try #require(emergency(change, current: new)).hosts[0].configuration == change)
    }
}
