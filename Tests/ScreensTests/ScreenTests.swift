import FleetModel
import RolloutPlanning
import Screens
import Testing

/// What operators read, to the letter: changing words is a change that somebody looks at.
@Suite("What the operator sees")
struct ScreenTests {
    private func host(_ name: String) throws -> HostID { try #require(HostID(rawValue: name)) }

    @Test("a plan says order, quorum, time and way back")
    func plan() throws {
        let fleet = try SampleFleet()
        let lines = PlanScreen(plan: try fleet.plan(), digest: fleet.new.digest).lines
        #expect(
            lines == [
                "Plan 40404040…4040   coinjectured v3.17.0 → v4.0.0   network coinjecture-testnet   10 nodes, 10 validators",
                "",
                "  phase     nodes                                       batch  bake  quorum at worst       at least",
                "  canary        1  +val-03                                  1  2h    9/10 90.0 % > 66.7 %    2h 00m",
                "  gradual       3  +val-01 val-02                           1  6h    9/10 90.0 % > 66.7 %    6h 01m",
                "  majority      8  +val-04 val-05 val-06 val-07 val-08      2  1d    8/10 80.0 % > 66.7 %   24h 01m",
                "  full         10  +val-09 val-10                           2  1d    8/10 80.0 % > 66.7 %   24h 00m",
                "",
                "  on each node  stage ✓verify · stop · switch · start · healthy ≥ 30s without a break · commit",
                "  way back      proven on 10/10 · worst case 4m40s in 4 rounds (limit 5m)",
                "  stops at      a failed first phase takes all back; later failed hosts > 0 hold the rollout",
            ])
    }

    @Test("one refusal is one clear error: what, where, expected, found, next")
    func damagedStore() throws {
        let fleet = try SampleFleet()
        let detail = "file /opt/coinjecture/store/40/coinjectured expected 4fa1 found 4fa2"
        let damaged = fleet.seen(damaged: [fleet.new.digest: detail])
        #expect(
            RefusalScreen(fleet.refusals([try host("val-07"): .success(damaged)])).lines == [
                "error: v4.0.0 does not match on val-07; nothing was changed",
                "  file      /opt/coinjecture/store/40/coinjectured",
                "  expected  4fa1",
                "  found     4fa2",
                "  next      suspect the disk or someone on val-07; then remove that folder and try again",
            ])
    }

    @Test("several refusals are told at once, each next step once")
    func several() throws {
        let fleet = try SampleFleet()
        let lines = RefusalScreen(
            fleet.refusals([
                try host("val-02"): .failure(Unreachable(reason: "connection refused")),
                try host("val-05"): .success(fleet.seen(free: 1 << 20)),
                try host("val-09"): .failure(Unreachable(reason: "timed out")),
            ])
        ).lines
        #expect(lines.first == "error: refused for 3 reasons; nothing was changed")
        #expect(lines.contains("  val-02 is unreachable: connection refused"))
        #expect(lines.contains("  val-09 is unreachable: timed out"))
        #expect(lines.contains("  val-05 has 1 MiB free, the release needs 80 MiB"))
        #expect(lines.count { $0.contains("next") } == 1)
    }

    @Test("three equal validators: the refusal names the figures and the waiver")
    func noQuorum() throws {
        let lines = RefusalScreen(try SampleFleet(count: 3).refusals([:])).lines
        #expect(lines.contains("  val-03 may not go down: 2/3 66.6 % ≤ 66.7 %"))
        #expect(lines.last == "  next      add validators, or waive the guard in writing: --waive quorum='reason'")
    }

    private func version(
        _ name: String, expecting expected: String = "v4.0.0", says said: String? = "v4.0.0",
        _ verdict: VersionRow.Verdict = .pass
    ) throws -> VersionRow {
        VersionRow(
            host: try host(name), expected: expected, installed: said, said: said, running: said, verdict: verdict)
    }

    @Test("versions: the first line answers, and each row says what differs")
    func versions() throws {
        let rows = [try version("val-01"), try version("val-07", says: nil, .differs("does not run"))]
        #expect(
            VersionScreen(rows: rows).lines == [
                "1 of 2 nodes not on v4.0.0",
                "  NODE    INSTALLED  SAYS    RUNS    VERDICT",
                "  val-01  v4.0.0     v4.0.0  v4.0.0  pass",
                "  val-07  –          –       –       DIFFERS  does not run",
            ])
        #expect(
            VersionScreen(rows: [rows[0]]).lines.first
                == "1 of 1 node on v4.0.0: installed, said by the node, and running by digest")
    }

    @Test("versions: a node that cannot be reached is unknown, and does not differ")
    func unknownVersion() throws {
        let rows = [try version("val-01"), try version("val-10", .unknown("unreachable: no route"))]
        let lines = VersionScreen(rows: rows).lines
        #expect(lines[0] == "1 of 2 nodes unknown, the others on v4.0.0")
        #expect(lines[3].hasSuffix("UNKNOWN  unreachable: no route"))
        let also = VersionScreen(rows: rows + [try version("val-03", says: "v3.17.0", .differs("says v3.17.0"))]).lines
        #expect(also[0] == "1 of 3 nodes not on v4.0.0, 1 unknown")
    }

    @Test("versions: in the middle of a run each row says what is expected of it")
    func mixedVersions() throws {
        let rows = [try version("val-01"), try version("val-02", expecting: "v3.17.0", .differs("says v4.0.0"))]
        #expect(
            VersionScreen(rows: rows).lines == [
                "1 of 2 nodes not on what the run has left there so far (v3.17.0 on 1, v4.0.0 on 1)",
                "  NODE    EXPECTED  INSTALLED  SAYS    RUNS    VERDICT",
                "  val-01  v4.0.0    v4.0.0     v4.0.0  v4.0.0  pass",
                "  val-02  v3.17.0   v4.0.0     v4.0.0  v4.0.0  DIFFERS  says v4.0.0",
            ])
    }

    @Test("every end of a run says what to do next, or that nothing is left to do")
    func endings() throws {
        let fleet = try SampleFleet()
        let planned = RunPlanned(plan: try fleet.plan(), planDigest: fleet.new.digest, by: "ops", supersedes: nil)
        let id = try #require(RunID(rawValue: "run-1"))
        let state = try #require(RunState(id: id, records: [.runPlanned(planned)]))
        let phase = try #require(PhaseName(rawValue: "canary"))
        let endings: [(Ending, String)] = [
            (.phasePassed(phase), "cjctl rollout --phase canary"), (.completed, "cjctl verify-version"),
            (.rolledBack(reason: "x"), "cjctl verify-version"), (.held(reason: "x"), "cjctl resume"),
            (.halted(by: "ops", reason: "x"), "cjctl resume"), (.interrupted, "cjctl resume"),
            (.partly([try host("val-01"): "does not answer"]), "cjctl resume"),
            (.fenceLost(reason: "x"), "cjctl status"),
        ]
        for (ending, next) in endings {
            let lines = EndingScreen(ending, of: state).lines
            #expect(lines.contains { $0.hasPrefix("  next") && $0.contains(next) }, "\(ending)")
        }
    }
}
