import FleetModel
import RolloutPlanning
import SeededNumbers
import Testing

@Suite("Coverage of phases")
struct CoverageTests {
    @Test(
        "is cumulative over all nodes and rounded up",
        arguments: [
            (1, [1, 1, 1, 1]), (2, [1, 1, 2, 2]), (3, [1, 1, 3, 3]), (4, [1, 1, 3, 4]), (10, [1, 3, 8, 10]),
            (11, [2, 3, 9, 11]), (20, [2, 5, 15, 20]), (99, [10, 25, 75, 99]), (100, [10, 25, 75, 100]),
            (101, [11, 26, 76, 101]), (1000, [100, 250, 750, 1000]),
        ])
    func rounding(nodes: Int, expected: [Int]) throws {
        // Observers: coverage is about nodes, whatever their power.
        let plan = try #require(planning(hosts(nodes, power: 0)).plan)
        #expect(plan.phases.map(\.coveredNodes) == expected)
        #expect(plan.phases.flatMap(\.hosts).count == nodes)
    }

    @Test("canaries come first, then hosts in order of their ids")
    func canaryFirst() throws {
        let fleet = [host("a"), host("b"), host("c", isCanary: true), host("d"), host("e", isCanary: true)]
        let plan = try #require(planning(fleet).plan)
        #expect(plan.phases.flatMap(\.hosts) == ["c", "e", "a", "b", "d"])
        #expect(plan.phases[0].hosts == ["c"])
        #expect(plan.hosts.map(\.id) == ["a", "b", "c", "d", "e"])
    }

    @Test("nodes which have the release already count as covered and are left alone, but no first phase is empty")
    func alreadyThere() throws {
        let there = Result<ObservedHost, Unreachable>.success(.seen(current: new.reference))
        let plan = try #require(planning(hosts(10, power: 0), except: ["n01": there, "n07": there]).plan)
        #expect(plan.phases.map(\.coveredNodes) == [3, 3, 8, 10])
        #expect(plan.phases.map(\.hosts.count) == [1, 0, 5, 2])
        #expect(plan.bystanders.map(\.host.id) == ["n01", "n07"])
        #expect(plan.bystanders.allSatisfy { $0.reason == .alreadyThere })
    }

    @Test("hosts beyond the last phase are not in the plan: they are watched, and said to be left out")
    func partialCoverage() throws {
        let plan = try #require(planning(hosts(4), policy: .test([("canary", 25, 1), ("half", 50, 1)])).plan)
        #expect(plan.hosts.map(\.id) == ["n01", "n02"])
        #expect(plan.bystanders.map(\.host.id) == ["n03", "n04"])
        #expect(plan.bystanders.allSatisfy { $0.reason == .notSelected })
        #expect(plan.totalPower == 4)
    }

    @Test("a plan that reaches no host is none")
    func nobodyCovered() {
        let there = Result<ObservedHost, Unreachable>.success(.seen(current: new.reference))
        let answer = planning(hosts(4), policy: .test([("canary", 25, 1)]), except: ["n03": there])
        #expect(answer.refusals == [.nothingToDo("v4.0.0")])
    }

    @Test("a phase that asks for less than the one before it gets no host")
    func fallingCoverage() throws {
        let plan = try #require(planning(hosts(4, power: 0), policy: .test([("a", 75, 9), ("b", 25, 9)])).plan)
        #expect(plan.phases.map(\.hosts.count) == [3, 0])
    }

    @Test("the order of inputs does not matter")
    func order() throws {
        var generator = SeededGenerator(seed: 20)
        for _ in 0..<200 {
            var fleet = (1...generator.number(in: 1...14)).map { number in
                host(
                    HostID(stringLiteral: "h\(number)"), power: VotingPower(clamping: generator.next() % 4),
                    isCanary: generator.chance(20))
            }
            let except = Dictionary(
                uniqueKeysWithValues: fleet.filter { _ in generator.chance(20) }.map { host in
                    (host.id, Result<ObservedHost, Unreachable>.success(.seen(current: new.reference)))
                })
            let first = planning(fleet, except: except)
            fleet.shuffle(using: &generator)
            #expect(planning(fleet, except: except) == first)
        }
    }
}
