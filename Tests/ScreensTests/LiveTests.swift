import FleetModel
import Testing

@testable import RolloutPlanning
@testable import Screens

@Suite("the live view")
struct LiveTests {
    private func lines(_ machine: RolloutMachine, at now: Moment = Moment(milliseconds: 0)) -> [String] {
        LiveScreen(machine: machine, at: now, elapsed: .seconds(192), worstCase: .seconds(280)).lines
    }

    private func machine(_ run: SampleRun, _ records: [RolloutRecord] = []) throws -> RolloutMachine {
        let state = try run.state(records, through: "canary")
        return RolloutMachine(state: state, process: try #require(Nonce(rawValue: "p1")))
    }

    @Test("its heading keeps the way back within 80 columns")
    func heading() throws {
        #expect(
            try lines(machine(SampleRun())).first
                == "coinjectured v4.0.0 · canary · 0/10 nodes · way back ≤ 4m40s · 00:03:12")
    }

    @Test("the last frame of a phase says that it has passed, and names no other")
    func passed() throws {
        var machine = try machine(SampleRun())
        machine.record(.phasePassed(PhasePassed(phase: try #require(PhaseName(rawValue: "canary")))))
        machine.finishGoal()
        let lines = lines(machine)
        #expect(lines.first?.contains("· canary ·") == true)
        #expect(lines.last == "  canary has passed")
    }

    @Test("the voting power is the guard's: a host in hand counts as down, whatever it says")
    func power() throws {
        let stop = StepIntended(
            host: try host("val-04"), step: .stop, nonce: try #require(Nonce(rawValue: "n")), token: 1, quorum: nil,
            ground: nil)
        var machine = try machine(SampleRun(), [.stepIntended(stop)])
        let report = NodeReport(
            complaint: nil, version: "v3.17.0", height: 9, peersConnected: 1, peersConfigured: 1)
        for host in machine.state.plan.hosts {
            _ = machine.power.saw(host.id, isUp: true, at: Moment(milliseconds: 0))
            machine.readings[host.id] = .answered(report)
        }
        #expect(lines(machine)[1] == "  chain  height 9 · voting power up 90.0 % (needs > 66.7 %)")
    }

    @Test("an emergency tells its worst case, and bakes nothing")
    func emergency() throws {
        let run = try SampleRun.emergency()
        let machine = try machine(run, run.everyHost(.committed))
        let text = lines(machine).joined(separator: "\n")
        #expect(text.contains("at worst 4m40s") && !text.contains("way back") && !text.contains("baking"), "\(text)")
    }
}
