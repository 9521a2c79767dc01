public import FleetModel
import HostSteps
public import RolloutPlanning

/// `cjctl plan`: what will happen, in which order, how long, and how long the way back takes.
public struct PlanScreen {
    private let plan: Plan
    private let digest: Digest

    public init(plan: Plan, digest: Digest) {
        self.plan = plan
        self.digest = digest
    }

    public var lines: [String] {
        [heading, ""] + phases + [""] + facts
    }

    private var heading: String {
        let from = Set(plan.hosts.map(\.from.name)).sorted().map(\.rawValue).joined(separator: ", ")
        let validators = plan.networkHosts.count { $0.votingPower > .zero }
        return "Plan \(digest.short)   \(plan.service.name) \(from) → \(plan.release.name)   network \(plan.network)   "
            + "\(counted(plan.networkHosts.count, "node")), \(counted(validators, "validator"))"
    }

    private var phases: [String] {
        var table = TextTable(indent: "  ", sides: [.start, .end, .start, .end, .start, .start, .end])
        table.add(["phase", "nodes", "", "batch", "bake", "quorum at worst", "at least"])
        for phase in plan.phases {
            table.add([
                phase.name.rawValue, "\(phase.coveredNodes)", "+\(listed(phase.hosts))",
                "\(phase.batches.map(\.count).max() ?? 0)", "\(phase.bake)", "\(phase.worstQuorum)",
                leastTime(of: phase).rough,
            ])
        }
        return table.lines
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
            "left alone",
            "a node in the middle of its change \(undoWords) \(plan.deadlines.deadman) after the controller's last word "
                + "(renewed every \(plan.deadlines.deadmanRenewal))",
        ])
        let back = WorstCase(rollingBack: plan, isChainLive: true)
        let limit =
            back.total > WorstCase.promise ? "over the \(WorstCase.promise) promised" : "limit \(WorstCase.promise)"
        table.add([
            "way back",
            "proven on \(plan.hosts.count)/\(plan.hosts.count) · worst case \(back.total.rough) in "
                + "\(counted(back.rounds, "round")) (\(limit))",
        ])
        table.add([
            "stops at",
            "a failed first phase takes all back; later failed hosts > \(plan.budget.failedHosts) hold the rollout",
        ])
        for bystander in plan.bystanders { table.add(["not in plan", describe(bystander)]) }
        for waiver in plan.waivers { table.add(["waived", "\(waiver.waives.rawValue): \(waiver.reason)"]) }
        return table.lines
    }

    private var undoWords: String {
        plan.release.mayBreakState == true ? "stops (the release may break its state)" : "goes back by itself"
    }

    private func describe(_ bystander: Bystander) -> String {
        switch bystander.reason {
        case .alreadyThere: "\(bystander.host.id) (has \(plan.release.name) already)"
        case .unreachable(let reason): "\(bystander.host.id) (\(reason): counted as down)"
        case .notSelected: "\(bystander.host.id) (not selected)"
        }
    }
}
