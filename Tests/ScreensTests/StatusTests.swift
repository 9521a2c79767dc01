import FleetModel
import Testing

@testable import RolloutPlanning
@testable import Screens

@Suite("where a run stands")
struct StatusTests {
    private func lines(_ state: RunState, refused: RunState? = nil) -> [String] {
        StatusScreen(state: state, isControlled: false, refused: refused).lines
    }

    @Test("a completed run names who it left behind, and how they are taken up")
    func behind() throws {
        let lines = lines(try SampleRun().completedWithoutHost6())
        #expect(
            lines.first == "upgrade to v4.0.0 on coinjecture-testnet: completed without 1 of 10 nodes   run run-1")
        #expect(
            lines.suffix(2) == [
                "  left behind  val-06: reverted because fell over",
                "  next      mend it, then cjctl rollout --through full --release v4.0.0",
            ])
    }

    @Test("a run under way names who was left out of its plan")
    func leftOut() throws {
        let lines = lines(try SampleRun(unreachable: ["val-10"]).state())
        #expect(lines.contains("  left out     val-10: unreachable: no route"))
    }

    @Test("in a run that has gone back no phase runs or waits any more")
    func rolledBack() throws {
        let canary = try #require(PhaseName(rawValue: "canary"))
        let state = try SampleRun().state([
            .phaseStarted(PhaseStarted(phase: canary)), .runTurned(RunTurned(reason: "bad")),
            .runEnded(RunEnded(outcome: .rolledBack, reason: "bad")),
        ])
        let rows = lines(state).dropFirst().prefix(4).map {
            $0.split(separator: " ").dropFirst().joined(separator: " ")
        }
        #expect(rows[0].hasPrefix("taken back 0/1"))
        #expect(rows.dropFirst().allSatisfy { $0.hasPrefix("not begun") })
    }

    @Test("a newer run that was refused is told too, with its reasons folded")
    func refused() throws {
        let reason = "val-01: no space; val-02: no space"
        let refused = try SampleRun().state([.runEnded(RunEnded(outcome: .refused, reason: reason))])
        #expect(
            lines(try SampleRun().completedWithoutHost6(), refused: refused).suffix(2) == [
                "after it, upgrade to v4.0.0 was refused, nothing was changed   run run-1", "  val-[01-02]: no space",
            ])
    }
}
