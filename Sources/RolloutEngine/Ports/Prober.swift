public import FleetModel
public import RolloutPlanning

/// Looks at nodes.
public protocol Prober: Sendable {
    /// One look, bounded in time. A node that cannot be seen is `silent` with the reason.
    func look(at host: Host) async -> HealthReading
}
