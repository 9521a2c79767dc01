import FleetModel
import Testing

@testable import RolloutPlanning
@testable import Screens

@Suite("how a run ends, and what to do then")
struct EndingTests {
    private let typed = TypedOptions(
        folder: nil, place: [.init("--network", "net")],
        plan: [.init("--release", "v4.0.0"), .init("--playbook", "playbooks/our lab.yaml")])

    private func lines(_ ending: Ending, _ state: RunState) -> [String] {
        EndingScreen(ending, of: state, typed: typed).lines
    }

    @Test("every end says what to do next, in words that can be typed as they stand")
    func endings() throws {
        let state = try SampleRun().state()
        let endings: [(Ending, String)] = [
            (.phasePassed(try #require(PhaseName(rawValue: "canary"))), "cjctl rollout --phase canary --network net"),
            (.completed, "cjctl verify-version --network net"),
            (.rolledBack(reason: "x"), "cjctl verify-version --network net"),
            (.held(reason: "x"), "cjctl resume --network net"),
            (.halted(by: "ops", reason: "x"), "cjctl resume --network net"),
            (.interrupted, "cjctl resume --network net"),
            (.partly([try host("val-01"): "does not answer"]), "cjctl resume --network net"),
            (.yielded(to: "root"), "cjctl status --network net"),
            (.refused(reason: "x"), "cjctl resume --network net"),
            (.fenceLost(reason: "x"), "cjctl status --network net"),
        ]
        for (ending, next) in endings {
            #expect(lines(ending, state).contains { $0.hasPrefix("  next") && $0.contains(next) }, "\(ending)")
        }
    }

    @Test("completed without a host: it is named, and a new rollout takes it up, for nothing is left to resume")
    func behind() throws {
        let state = try SampleRun().completedWithoutHost6()
        #expect(
            lines(.partly([try host("val-06"): "fell over"]), state) == [
                "completed: 9 of 10 nodes on v4.0.0, not all of them",
                "  left behind  val-06: reverted because fell over",
                "  next      mend it, then cjctl rollout --through full --network net --release v4.0.0 "
                    + "--playbook 'playbooks/our lab.yaml'",
            ])
    }

    @Test("completed without a host that could not be reached: it is named")
    func leftOut() throws {
        let run = try SampleRun(unreachable: ["val-10"])
        let state = try run.state(run.everyHost(.committed) + [.runEnded(RunEnded(outcome: .completed, reason: "x"))])
        #expect(
            EndingScreen(.completed, of: state).lines == [
                "completed: 9 nodes on v4.0.0, without 1 node", "  left out     val-10: unreachable: no route",
                "  next      mend it, then cjctl rollout --through full --release v4.0.0",
            ])
    }

    @Test("one host needs a person, two need one; equal reasons stand once")
    func persons() throws {
        let state = try SampleRun().state()
        #expect(lines(.partly([try host("val-01"): "is silent"]), state)[0] == "1 host of 10 needs a person:")
        let two = lines(.partly([try host("val-01"): "is silent", try host("val-02"): "is silent"]), state)
        #expect(two[0...1] == ["2 hosts of 10 need a person:", "  val-[01-02]: is silent"])
    }

    @Test("a refusal folds equal reasons, and names what is typed next in full")
    func refused() throws {
        let run = try SampleRun()
        let ended = RolloutRecord.runEnded(RunEnded(outcome: .refused, reason: "x"))
        let state = try run.state([ended], through: "canary")
        let reason = "val-01: no space; really; val-02: no space; really; val-03: val-03: link refused"
        #expect(
            lines(.refused(reason: reason), state) == [
                "error: refused for 2 reasons; nothing was changed", "  val-[01-02]: no space; really",
                "  val-03: link refused",
                "  next      mend that, then cjctl rollout --phase canary --network net --release v4.0.0 "
                    + "--playbook 'playbooks/our lab.yaml'",
            ])
    }

    @Test("a flipped byte is told with its host's name and nothing more in that place")
    func flippedByte() throws {
        let state = try SampleRun().state()
        let found = lines(.refused(reason: "val-01 failed: file /s/node expected aa found bb"), state)
        #expect(
            found.dropLast() == [
                "error: val-01: a release in its store does not match; nothing was stopped", "  file      /s/node",
                "  expected  aa", "  found     bb",
            ])
        #expect(found.last?.hasPrefix("  next") == true)
    }

    @Test("hosts that another ledger's controller holds are told once, with the way to take over")
    func foreignFences() throws {
        let holder = FenceHolder(run: "run-x", process: "p-9", token: 3)
        let later = FenceHolder(run: "run-x", process: "p-9", token: 4)
        let held = [(try host("val-01"), holder), (try host("val-02"), later)]
        #expect(
            FenceScreen(held.map { (host: $0.0, holder: $0.1) }, typed: typed).lines == [
                "error: 2 hosts are held by a controller of another ledger; nothing was changed",
                "  val-[01-02]: held by another controller: run run-x, process p-9",
                "  next      cjctl status, where that run was started; if it is to give way:",
                "            cjctl rollback --emergency --take-over p-9 --network net",
            ])
    }

    @Test("hosts that are closed because the run ends say nothing of their own in a log")
    func log() throws {
        let state = try SampleRun().state()
        let closed = RolloutRecord.hostClosed(HostClosed(host: try host("val-01"), end: .untouched(reason: "why")))
        let ended = RolloutRecord.runEnded(RunEnded(outcome: .refused, reason: "why"))
        #expect(ProgressLines().lines(for: [closed, ended], of: state) == ["end       refused: why"])
        #expect(ProgressLines().lines(for: [closed], of: state).count == 1)
    }

    @Test("the last words of a process name what it leaves in the middle, and what becomes of it")
    func lastWords() throws {
        let plan = try SampleRun().plan
        #expect(
            LastWords(moving: [try host("val-04")], in: plan).lines == [
                "interrupted at once: val-04 is in the middle of a change",
                "  left alone, it goes back by itself within 7m30s", "  next      cjctl resume",
            ])
        #expect(LastWords(moving: [], in: plan).lines.count == 2)
    }

    @Test("a resume names who it goes on without")
    func resume() throws {
        let state = try SampleRun().state([
            .hostClosed(HostClosed(host: try host("val-06"), end: .reverted(reason: "fell over")))
        ])
        #expect(
            LeftBehindLines.whenResuming(state) == [
                "left behind  val-06: reverted because fell over",
                "  this run goes on without it; once it has ended: cjctl rollout --through full --release v4.0.0",
            ])
        #expect(LeftBehindLines.whenResuming(try SampleRun().state()).isEmpty)
    }

    @Test("what is typed again is quoted where a shell would read it otherwise")
    func quoting() {
        let typed = TypedOptions(folder: "my project", place: [], plan: [.init("--waive", "quorum=it's agreed")])
        #expect(typed.command("status") == "cjctl -C 'my project' status")
        #expect(typed.planning("plan") == #"cjctl -C 'my project' plan --waive 'quorum=it'\''s agreed'"#)
    }
}
