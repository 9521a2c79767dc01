internal import Glibc
internal import ReleaseStamp

/// Who this node is and since when it runs.
struct NodeIdentity: Sendable {
    let name: String
    let network: String
    /// The name it makes blocks under; nil for an observer.
    let validator: String?
    /// The version it says, which a build with the fault `wrong-version` does not take from its stamp.
    let version: String
    let fault: BuildFault
    /// Process id.
    let process: Int32
    /// When it was started, in milliseconds since 1970 (UTC).
    let startedAt: Int64
    private let startedOnClock: ContinuousClock.Instant

    init(configuration: NodeConfiguration, stamp: ReleaseStamp) {
        name = configuration.node
        network = configuration.rules.network
        validator = configuration.validator
        version = stamp.saidVersion
        fault = stamp.fault
        process = getpid()
        startedAt = WallClock.now()
        startedOnClock = .now
    }

    /// Whole seconds since the start.
    var uptime: Int { Int(startedOnClock.duration(to: .now).components.seconds) }
}
