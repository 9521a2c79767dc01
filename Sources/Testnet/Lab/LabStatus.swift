/// A lab as it is now.
public struct LabStatus: Sendable {
    /// What the lab is.
    public let description: LabDescription
    /// Its nodes, in the same order.
    public let nodes: [LabNodeStatus]
}

/// One node as it is now.
public struct LabNodeStatus: Sendable {
    /// The node.
    public let node: LabNode
    /// Process id of the SSH server that listens; nil when none does.
    public let server: Int32?
    /// Process id of the service; nil when it does not run.
    public let service: Int32?
    /// The version that the node says; nil when it does not answer.
    public let version: String?
    /// The height that the node says; nil when it does not answer.
    public let height: Int?
    /// True when the node says that it is healthy.
    public let isHealthy: Bool
}

/// What `down` found and removed.
public struct LabRemoval: Sendable {
    /// True when there was a lab, whole or in part.
    public let wasThere: Bool
    /// Processes that were ended.
    public let processes: Int
}
