import FleetModel
import RolloutPlanning
import Screens
import Testing

@Suite("what a run waits for, said once")
struct WaitingLinesTests {
    /// A run that has staged everywhere and whose nodes nobody has seen: unknown counts as down, so nothing may stop.
    /// The answer of one host is lost.
    private func stagedMachine(but silent: HostID? = nil) throws -> RolloutMachine {
        let plan = try SampleFleet().plan()
        let process = try #require(Nonce(rawValue: "0123456789abcdef"))
        let run = try #require(RunID(rawValue: "run-test"))
        let canary = try #require(plan.phases.first).name
        let records: [RolloutRecord] = [
            .runPlanned(RunPlanned(plan: plan, planDigest: plan.release.digest, by: "ops", supersedes: nil)),
            .runStarted(RunStarted(process: process, through: canary, by: "ops")),
        ]
        var machine = RolloutMachine(
            state: try #require(RunState(id: run, records: records)), process: process)
        var effects = machine.handle(.began, at: at(0))
        for _ in 0..<100 where !effects.isEmpty {
            var next: [Effect] = []
            for effect in effects {
                switch effect {
                case .acquireFence(let host):
                    next += machine.handle(.fence(host, .acquired(token: 1)), at: at(0))
                case .perform(let order):
                    let reply: StepReply = order.host == silent ? .unknown("connection lost") : .ended(.done)
                    next += machine.handle(.step(order.host, order.nonce, reply), at: at(0))
                default: break
                }
            }
            effects = next
        }
        return machine
    }

    private func at(_ seconds: Int64) -> Moment { Moment(milliseconds: seconds * 1000) }

    @Test("a host that waits for quorum is told after five seconds, once, with its figures")
    func quorum() throws {
        var machine = try stagedMachine()
        var waiting = WaitingLines()
        var said: [[String]] = []
        for second in Int64(0)..<12 {
            _ = machine.handle(.tick, at: at(second))
            said.append(waiting.lines(for: machine, at: at(second)))
        }
        #expect(said.indices.filter { !said[$0].isEmpty } == [5])
        #expect(said[5] == ["val-03    waits      for quorum; after it 0/10 0.0 % ≤ 66.7 %"])
    }

    @Test("a host that does not answer is told after five seconds, once, with the reason and the time it still has")
    func silence() throws {
        let silent = try host("val-03")
        var machine = try stagedMachine(but: silent)
        var waiting = WaitingLines()
        var said: [[String]] = []
        for second in Int64(0)..<12 {
            // Asked again and again what became of its step.
            for case .settle(let order) in machine.handle(.tick, at: at(second)) {
                _ = machine.handle(.settled(order.host, order.nonce, .unreachable("timed out")), at: at(second))
            }
            said.append(waiting.lines(for: machine, at: at(second)))
        }
        #expect(said.indices.filter { !said[$0].isEmpty } == [5])
        #expect(said[5] == ["val-03    no answer  timed out; asked again for 4m55s"])
    }

    @Test("Ctrl-C is answered once, in the log and in the live view")
    func draining() throws {
        var machine = try stagedMachine()
        var waiting = WaitingLines()
        let live = { (machine: RolloutMachine) in
            LiveScreen(machine: machine, at: Moment(milliseconds: 0), elapsed: .zero, worstCase: .zero).lines.joined(
                separator: "\n")
        }
        #expect(!live(machine).contains(LiveScreen.draining))
        #expect(waiting.lines(for: machine, at: at(0)).isEmpty)
        _ = machine.handle(.request(.interrupt), at: at(1))
        #expect(live(machine).contains(LiveScreen.draining))
        #expect(waiting.lines(for: machine, at: at(1)) == [LiveScreen.draining])
        #expect(waiting.lines(for: machine, at: at(2)).isEmpty)
    }
}
