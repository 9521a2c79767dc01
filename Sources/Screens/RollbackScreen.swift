public import FleetModel
import HostSteps
public import RolloutPlanning

/// `cjctl rollback --emergency`: what is about to happen, and how long it took.
public struct RollbackScreen {
    private let plan: Plan

    public init(plan: Plan) { self.plan = plan }

    /// Printed before anything is done.
    public var announcement: [String] {
        let worst = WorstCase(rollingBack: plan, isChainLive: true)
        let targets = Set(plan.hosts.map(\.to.name)).sorted().map(\.rawValue).joined(separator: ", ")
        let limit =
            worst.total > WorstCase.promise ? "OVER the \(WorstCase.promise) promised" : "limit \(WorstCase.promise)"
        return [
            "emergency rollback of \(plan.network): \(counted(plan.hosts.count, "node")) to \(targets), proven on each",
            "  worst case  \(worst.total.rough) \(pace(worst)) (\(limit))",
        ]
    }

    private func pace(_ worst: WorstCase) -> String {
        guard plan.waiver(for: .quorum) == nil else { return "all at once, without regard to quorum" }
        return "in \(counted(worst.rounds, "round")) by quorum, less when the chain has stopped already"
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
