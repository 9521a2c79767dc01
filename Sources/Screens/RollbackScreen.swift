public import FleetModel
import HostSteps
public import RolloutPlanning

/// `cjctl rollback --emergency`: what is about to happen, and how long it took.
public struct RollbackScreen {
    private let plan: Plan

    public init(plan: Plan) { self.plan = plan }

    /// Printed before anything is done.
    public var announcement: [String] {
        let targets = Set(plan.hosts.map(\.to.name)).sorted().map(\.rawValue).joined(separator: ", ")
        return [
            "emergency rollback of \(plan.network): \(counted(plan.hosts.count, "node")) to \(targets), proven on each"
        ] + time
    }

    /// How long it may take; where quorum lets hosts never go down there is nothing to promise, and what there is to do.
    private var time: [String] {
        let isWaived = plan.waiver(for: .quorum) != nil
        let stuck = isWaived ? [] : plan.stuckByQuorum
        guard stuck.isEmpty else {
            return HostReasons(stuck.map { ($0.host, "quorum never lets it go down: \($0.figures)") }).lines.map {
                "  worst case  none while the chain goes on: \($0)"
            } + ["  at once     with --network-id \(plan.network); without it when the chain has stopped already"]
        }
        let worst = WorstCase(rollingBack: plan, isChainLive: true)
        let limit =
            worst.total > WorstCase.promise ? "OVER the \(WorstCase.promise) promised" : "limit \(WorstCase.promise)"
        let pace =
            isWaived
            ? "all at once, without regard to quorum"
            : "in \(counted(worst.rounds, "round")) by quorum, less when the chain has stopped already"
        return ["  worst case  \(worst.total.rough) \(pace) (\(limit))"]
    }

    /// Hosts that cannot take part, equal reasons told once.
    public static func leftOut(_ hosts: [Planner.LeftOut]) -> [String] {
        HostReasons(hosts.map { ($0.host, $0.reason) }).lines.map { "left out  \($0)" }
    }

    /// Printed after the end.
    public static func took(_ span: TimeSpan) -> String {
        "  took      \(span.rough) from the command to the end (promised: \(WorstCase.promise))"
    }
}
