public import FleetModel
public import RolloutPlanning

/// The longest a way back can take before it gives up on a host: what `plan` and `rollback` print beforehand.
public struct WorstCase: Sendable, Equatable {
    /// The seeds' promise for a whole fleet (seed 004).
    public static let promise = TimeSpan.seconds(300)

    /// Groups of hosts that go back one after the other, because quorum does not let more go down at once.
    public let rounds: Int
    public let total: TimeSpan

    /// Every host of the plan goes back. `isChainLive` false: all at once, for nothing is left to protect.
    public init(rollingBack plan: Plan, isChainLive: Bool) {
        let batches = plan.packedByQuorum.count
        rounds = isChainLive && plan.waiver(for: .quorum) == nil ? batches : min(batches, 1)
        let one =
            StepLimits.connect + StepLimits.stop + StepLimits.switchOver + StepLimits.start + plan.deadlines.recovery
        total = one * rounds
    }
}
