public import FleetModel
import HostSteps
public import RolloutPlanning

/// `cjctl plan`: what will happen, in which order, how long, and how long the way back takes.
public struct PlanScreen {
    private let plan: Plan
    private let digest: Digest
    private let width: Int

    /// The width where nobody watches, in columns.
    public static let defaultWidth = 120
    /// What a row of the table takes beside the names of its hosts, about.
    private static let besideNames = 66

    /// - Parameter width: in columns; what is longer is broken, the names of hosts are cut.
    public init(plan: Plan, digest: Digest, width: Int = defaultWidth) {
        self.plan = plan
        self.digest = digest
        self.width = width
    }

    public var lines: [String] {
        heading + [""] + phases + [""] + facts
    }

    private var heading: [String] {
        let from = Set(plan.hosts.map(\.from.name)).sorted().map(\.rawValue).joined(separator: ", ")
        let validators = plan.networkHosts.count { $0.votingPower > .zero }
        return [
            "Plan \(digest.short)   \(plan.service.name) \(from) → \(plan.release.name)",
            "  network \(plan.network)   \(counted(plan.networkHosts.count, "node")), "
                + counted(validators, "validator"),
        ]
    }

    private var phases: [String] {
        var table = TextTable(indent: "  ", sides: [.start, .end, .start, .end, .start, .start, .end])
        table.add(["phase", "nodes", "", "batch", "bake", "quorum at worst", "at least"])
        for phase in plan.phases {
            table.add([
                phase.name.rawValue, "\(phase.coveredNodes)", names(phase.hosts),
                "\(phase.batches.map(\.count).max() ?? 0)", "\(phase.bake)", "\(phase.worstQuorum)",
                leastTime(of: phase).rough,
            ])
        }
        return table.lines
    }

    private func names(_ hosts: [HostID]) -> String {
        guard !hosts.isEmpty else { return "+0" }
        let names = HostRanges.compact(hosts)
        let room = max(12, width - Self.besideNames)
        if names.count < room { return "+\(names)" }
        let short = "+\(hosts.count) from \(hosts[0])"
        return short.count <= room ? short : "+\(hosts.count)"
    }

    /// Every batch has to be healthy for `min_healthy`, and the bake has to pass.
    private func leastTime(of phase: PlannedPhase) -> TimeSpan {
        plan.deadlines.minimumHealthy * phase.batches.count + phase.bake
    }

    private var facts: [String] {
        var table = TextTable(indent: "  ")
        table.add([
            "on each node",
            "stage ✓verify · arm undo · stop · switch · start · healthy ≥ \(plan.deadlines.minimumHealthy) without a break · commit",
        ])
        table.add([
            "if cut off",
            "a node in the middle of its change \(undoWords) \(plan.deadlines.deadman) after the controller's last word",
        ])
        let back = WorstCase(rollingBack: plan, isChainLive: true)
        let limit =
            back.total > WorstCase.promise ? "over the \(WorstCase.promise) promised" : "limit \(WorstCase.promise)"
        table.add([
            "way back",
            "proven on \(plan.hosts.count)/\(plan.hosts.count) · worst case \(back.total.rough) in "
                + "\(counted(back.rounds, "round")) (\(limit))",
        ])
        if let configurations { table.add(["config", configurations]) }
        for phase in plan.phases {
            guard let gates = phase.gates, !gates.isEmpty else { continue }
            table.add(["gates", "\(phase.name): " + gates.map(\.description).joined(separator: " · ")])
        }
        table.add([
            "stops at",
            "a failed first phase takes all back; later failed hosts > \(plan.budget.failedHosts) hold the rollout",
        ])
        for line in bystanders { table.add(["not in plan", line]) }
        for waiver in plan.waivers { table.add(["waived", "\(waiver.waives.rawValue): \(waiver.reason)"]) }
        return table.lines(within: width)
    }

    private var undoWords: String {
        plan.release.mayBreakState == true ? "stops (the release may break its state)" : "goes back by itself"
    }

    /// Nodes that are left alone, equal reasons told once.
    private var bystanders: [String] {
        HostReasons(
            plan.bystanders.map { bystander in
                switch bystander.reason {
                case .alreadyThere: (bystander.host.id, "has \(plan.release.name) already")
                case .unreachable(let reason):
                    (
                        bystander.host.id,
                        "left out and counted as down: \(HostReasons.without(bystander.host.id, reason))"
                    )
                case .notSelected: (bystander.host.id, "beyond the last phase's coverage")
                }
            }
        ).lines
    }

    /// What becomes of the nodes' configurations, in one line.
    private var configurations: String? {
        let changes = plan.hosts.compactMap(\.configuration)
        guard !changes.isEmpty else { return nil }
        let changing = changes.filter(\.isChange)
        let first = changing.count { $0.from == .found || $0.from == .none }
        let paths = Set(changes.map(\.path)).count
        let file = paths == 1 ? changes[0].path : "\(counted(paths, "file"))"
        let kept = changing.count { $0.from == .found }
        return [
            "\(file): \(changing.isEmpty ? "the same" : "other lines") on \(counted(changing.isEmpty ? changes.count : changing.count, "node"))"
        ]
        .joined()
            + (first > 0 ? " · first delivery on \(first)" : "")
            + (kept > 0 ? " (what stands there is kept for the way back)" : "")
            + (changing.isEmpty ? "" : " · cjctl plan --diff shows them")
    }
}
