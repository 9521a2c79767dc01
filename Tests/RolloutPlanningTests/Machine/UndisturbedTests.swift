import FleetModel
import RolloutPlanning
import Testing

@Suite("Undisturbed runs")
struct UndisturbedTests {
    @Test("an upgrade of a healthy fleet is completed", arguments: [1, 3, 4, 5, 10])
    func completes(count: Int) throws {
        let fleet = hosts(count, power: count < 4 ? 0 : 1)
        let plan = try #require(planning(fleet).plan)
        let simulation = Simulation(plan: plan, world: World(plan: plan, faults: Faults()))
        try simulation.play()
        #expect(simulation.endings == [.completed])
        try simulation.checkEnd()
        #expect(simulation.state.hosts.values.allSatisfy { $0.end == .committed })
    }
}
