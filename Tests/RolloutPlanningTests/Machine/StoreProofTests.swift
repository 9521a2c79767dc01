import FleetModel
import RolloutPlanning
import Testing

@Suite("Proof of the stores")
struct StoreProofTests {
    /// Phase by phase; a byte flips on n03 when the canary phase is over, and somebody mends it later.
    private func play(processes: Int) throws -> Simulation {
        let plan = try #require(
            planning(hosts(3, power: 0), policy: .test([("canary", 30, 1), ("full", 100, 1)])).plan)
        var faults = Faults()
        faults.damages = [Faults.Damage(host: "n03", from: 9000, until: 30_000)]
        var options = Simulation.Options()
        (options.isPhaseByPhase, options.pause, options.maximumProcesses) = (true, 10_000, processes)
        let simulation = Simulation(plan: plan, world: World(plan: plan, faults: faults), options: options)
        try simulation.play()
        try simulation.checkEnd()
        return simulation
    }

    @Test("a byte that flips between two phases is found before any host of the next one is stopped")
    func flipped() throws {
        let simulation = try play(processes: 2)
        #expect(simulation.endings == [.phasePassed("canary"), .refused(reason: "n03: store-mismatch")])
        #expect(simulation.state.ended == nil)
        #expect(simulation.state.hosts["n02"]?.isTouched == false)
        #expect(simulation.world.hosts["n02"]?.stops == 0)
    }

    @Test("with the store mended the same run goes on")
    func mended() throws {
        let simulation = try play(processes: 6)
        #expect(simulation.endings.last == .completed)
        #expect(simulation.state.hosts.values.allSatisfy { $0.end == .committed })
    }

    @Test("one that flips while the phase is under way is found by the host's own stop, and the run holds")
    func flippedInPhase() throws {
        var desk = Desk(
            try #require(planning(hosts(2, power: 0), policy: .test([("a", 50, 1), ("b", 100, 1)], bake: .zero)).plan))
        desk.stageEverywhere()
        for _ in 0..<20 where desk.progress(of: "n01")?.isOpen == true {
            if let outstanding = desk.progress(of: "n01")?.outstanding {
                desk.tell(.step("n01", outstanding.nonce, .ended(.done)), after: 100)
            }
            desk.look(.report(height: UInt64(desk.now)), after: 1000)
        }
        let stop = try #require(desk.progress(of: "n02")?.outstanding)
        let trouble = StepTrouble(code: "store-mismatch", detail: "expected x found y")
        desk.tell(.step("n02", stop.nonce, .ended(.refused(trouble))))
        #expect(desk.machine.ending == .held(reason: "n02 failed: expected x found y; failed hosts 1 > 0"))
        #expect(desk.progress(of: "n02")?.isTouched == false)
    }
}
