import FleetModel
import RolloutPlanning
import Screens
import Testing

/// What operators read, to the letter: changing words is a change that somebody looks at.
@Suite("What the operator sees")
struct ScreenTests {
    @Test("a plan says order, quorum, time and way back")
    func plan() throws {
        let fleet = try SampleFleet()
        let lines = PlanScreen(plan: try fleet.plan(), digest: fleet.new.digest).lines
        #expect(
            lines == [
                "Plan 40404040…4040   coinjectured v3.17.0 → v4.0.0",
                "  network coinjecture-testnet   10 nodes, 10 validators",
                "",
                "  phase     nodes                batch  bake  quorum at worst       at least",
                "  canary        1  +val-03           1  2h    9/10 90.0 % > 66.7 %    2h 00m",
                "  gradual       3  +val-[01-02]      1  6h    9/10 90.0 % > 66.7 %    6h 01m",
                "  majority      8  +val-[04-08]      2  1d    8/10 80.0 % > 66.7 %   24h 01m",
                "  full         10  +val-[09-10]      2  1d    8/10 80.0 % > 66.7 %   24h 00m",
                "",
                "  on each node  stage ✓verify · arm undo · stop · switch · start · healthy ≥ 30s without a break · commit",
                "  if cut off    a node in the middle of its change goes back by itself 7m30s after the controller's last word",
                "  way back      proven on 10/10 · worst case 4m40s in 4 rounds (limit 5m)",
                "  stops at      a failed first phase takes all back; later failed hosts > 0 hold the rollout",
            ])
    }

    @Test("a plan names the gates of each phase that has any")
    func gates() throws {
        let standard = RolloutPolicy.standard
        let phases = standard.phases.compactMap { phase in
            PhaseSpecification(
                name: phase.name.rawValue, coverage: phase.coverage, bake: phase.bake, batch: phase.batch,
                gates: phase.coverage == 10 ? ["api", "p95<2x"].compactMap { GateChoice($0) } : nil)
        }
        let policy = RolloutPolicy(phases: phases, deadlines: standard.deadlines, budget: standard.budget)
        let fleet = try SampleFleet(policy: policy)
        let lines = PlanScreen(plan: try fleet.plan(), digest: fleet.new.digest).lines
        #expect(lines.filter { $0.contains("gates") } == ["  gates         canary: api · p95<2x"])
    }

    @Test("a plan fits into a narrow terminal, whatever the hosts are called", arguments: [80, 100, 120])
    func narrowPlan(width: Int) throws {
        let fleet = try SampleFleet(count: 40, named: ["amsterdam-a", "b-rotterdam", "c-x", "utrecht"])
        let lines = PlanScreen(plan: try fleet.plan(), digest: fleet.new.digest, width: width).lines
        #expect(lines.allSatisfy { $0.count <= width }, "\(lines.filter { $0.count > width })")
        #expect(lines.joined(separator: " ").split(separator: " ").joined(separator: " ").contains("hold the rollout"))
    }

    @Test("one refusal is one clear error: what, where, expected, found, next")
    func damagedStore() throws {
        let fleet = try SampleFleet()
        let detail = "file /opt/coinjecture/store/40/coinjectured expected 4fa1 found 4fa2"
        let damaged = fleet.seen(damaged: [fleet.new.digest: detail])
        #expect(
            RefusalScreen(fleet.refusals([try host("val-07"): .success(damaged)])).lines == [
                "error: val-07: v4.0.0 does not match; nothing was changed",
                "  file      /opt/coinjecture/store/40/coinjectured",
                "  expected  4fa1",
                "  found     4fa2",
                "  next      suspect the disk or someone there; then remove that folder and try again",
            ])
    }

    @Test("several refusals are told at once, hosts with one reason together, each with what is next")
    func several() throws {
        let fleet = try SampleFleet()
        let foreign = FenceHolder(run: "run-x", process: "p-9", token: 3)
        var except: [HostID: Result<ObservedHost, Unreachable>] = [
            try host("val-02"): .failure(Unreachable(reason: "val-02: connection refused")),
            try host("val-05"): .success(fleet.seen(free: 1 << 20)),
            try host("val-06"): .success(fleet.seen(free: 30 << 20)),
            try host("val-09"): .failure(Unreachable(reason: "connection refused")),
        ]
        for name in ["val-03", "val-04"] { except[try host(name)] = .success(fleet.seen(fence: .held(by: foreign))) }
        let typed = TypedOptions(folder: nil, place: [.init("--inventory", "lab")], plan: [])
        #expect(
            RefusalScreen(fleet.refusals(except), typed: typed).lines == [
                "error: refused for 3 reasons; nothing was changed",
                "  val-[05-06]: 1 to 30 MiB free, the release needs 80 MiB",
                "  val-[03-04]: held by another controller: run run-x, process p-9",
                "  val-[02,09]: unreachable: connection refused",
                "  next      make room under the install root there: old releases lie in its store",
                "  next      cjctl status --inventory lab, where that run was started",
                "  next      mend it, or allow it in the playbook: budget: {unreachable_hosts: 2}",
            ])
    }

    @Test("three equal validators: the refusal names the figures and the waiver")
    func noQuorum() throws {
        let lines = RefusalScreen(try SampleFleet(count: 3).refusals([:])).lines
        #expect(lines.first == "error: val-[01-03]: may not go down: 2/3 66.6 % ≤ 66.7 %; nothing was changed")
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
}
