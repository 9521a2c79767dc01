public import FleetModel
public import RolloutPlanning

/// Watches a run on behalf of a person. It is told, it decides nothing, and a slow one delays nobody for long.
public protocol RunObserver: Sendable {
    /// Records are in the ledger; `machine` has taken them in.
    func recorded(_ records: [RolloutRecord], by machine: RolloutMachine, at now: Moment)
    /// Time has passed.
    func passed(_ machine: RolloutMachine, at now: Moment)
}
