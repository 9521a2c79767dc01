/// What a lab is to have.
public struct LabPlan: Sendable {
    /// What the nodes are made of.
    public let kind: LabKind
    /// Nodes altogether.
    public let nodes: Int
    /// How many of them observe; the others are validators.
    public let observers: Int
    /// The release that is installed and running at first.
    public let release: String
    /// Time of one block, in milliseconds.
    public let blockTime: Int64
    /// The ports, the same on every node's own address.
    public let ports: LabPorts

    /// Nodes that one lab may have: each takes an address of one /24.
    public static let mostNodes = 200

    /// A plan; checked when the lab is raised.
    public init(
        kind: LabKind = .loopback, nodes: Int, observers: Int = 0, release: String = "v3.17.0", blockTime: Int64 = 1000,
        ports: LabPorts = LabPorts()
    ) {
        self.kind = kind
        self.nodes = nodes
        self.observers = observers
        self.release = release
        self.blockTime = blockTime
        self.ports = ports
    }

    func check() throws(LabError) {
        guard (1...Self.mostNodes).contains(nodes) else {
            throw LabError(.planInvalid, "a lab has 1 to \(Self.mostNodes) nodes, not \(nodes)")
        }
        guard (0..<nodes).contains(observers) else {
            throw LabError(.planInvalid, "\(observers) of \(nodes) nodes cannot observe: somebody has to make blocks")
        }
        guard (50...60_000).contains(blockTime) else {
            throw LabError(.planInvalid, "a block takes 50 ms to 60 s, not \(blockTime) ms")
        }
    }
}

/// The ports of a lab, on every node's own address.
public struct LabPorts: Sendable, Hashable, Codable {
    /// SSH.
    public let ssh: UInt16
    /// The node's API.
    public let api: UInt16
    /// The node's metrics.
    public let metrics: UInt16

    /// The ports that the project's documents name; SSH on one that needs no privilege.
    public init(ssh: UInt16 = 2222, api: UInt16 = 12346, metrics: UInt16 = 9090) {
        self.ssh = ssh
        self.api = api
        self.metrics = metrics
    }
}
