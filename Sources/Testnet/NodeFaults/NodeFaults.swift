/// What a running node does wrong on purpose, as the lab writes it into the node's fault file (JSON) and the node reads it.
///
/// A member that is missing is a fault that the node does not have.
public struct NodeFaults: Codable, Hashable, Sendable {
    /// It neither makes nor adopts blocks.
    public var isStuck: Bool?
    /// It adopts no blocks and makes its own ones on a branch of its own.
    public var forks: Bool?
    /// Part of the blocks on which the refactored engine says something else, 0 to 1.
    public var divergence: Double?
    /// Part of the blocks on which the refactored engine fails, 0 to 1.
    public var coreErrors: Double?
    /// Part of the requests that are answered with status 500, 0 to 1.
    public var errorRate: Double?
    /// Milliseconds that every answer takes longer.
    public var latency: Int?
    /// Milliseconds that every question to a peer takes longer.
    public var peerDelay: Int?
    /// Base URLs of peers that it does not reach.
    public var severedPeers: [String]?
    /// Names of nodes that it does not answer.
    public var severedNodes: [String]?
    /// Mebibytes of memory that it takes and keeps, each second.
    public var leak: Int?
    /// Seconds between its start and its first answer.
    public var startDelay: Int?
    /// It ends with status 1 as soon as it is started.
    public var refusesToStart: Bool?
    /// Seconds after each start at which it aborts.
    public var crashAfter: Int?

    /// None.
    public init() {}

    /// The header of a request by which a node says its name to a peer.
    public static let nodeHeader = "Coinjecture-Node"
    /// Bytes of a fault file at most.
    public static let longestFile = 64 * 1024
}
