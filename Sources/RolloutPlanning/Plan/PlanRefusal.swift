public import FleetModel

/// One reason why there is no plan. All of them are found at once.
public enum PlanRefusal: Sendable, Equatable {
    case noHosts(NetworkID)
    case noVersion(ReleaseName)
    case unreachable(HostID, reason: String)
    /// It answers, but is not the host that is known, or does not let us in; no budget allows that.
    case barred(HostID, reason: String)
    /// The tools that the host lacks.
    case toolsMissing(HostID, [String])
    case nothingInstalled(HostID)
    case notRunning(HostID)
    /// The file of the release, what was expected and what was found.
    case storeDamaged(HostID, release: ReleaseName, detail: String)
    case wayBackMissing(HostID, ReleaseName)
    /// The host knows the name, but with other content.
    case nameTaken(HostID, ReleaseName, installed: Digest, wanted: Digest)
    case diskFull(HostID, free: Int64, needed: Int64)
    case fenceHeld(HostID, FenceHolder)
    case quorum(HostID, QuorumFigures)
    case nothingToDo(ReleaseName)
    /// A configuration was delivered to another file than the one that is wanted now.
    case configurationElsewhere(HostID, delivered: String, wanted: String)
}
