/// Which of the networks that a project rehearses side by side (seed 001) a lab is.
public enum LabNetwork: String, Sendable, Codable, CaseIterable {
    /// The one network of a project that has no other.
    case only
    /// Network A: independent, on the legacy engine.
    case a
    /// Network B: the migration, on the refactored engine with the legacy one behind it.
    case b

    /// The network's id.
    public var id: String {
        switch self {
        case .only: "coinjecture-lab"
        case .a: "coinjecture-lab-a"
        case .b: "coinjecture-lab-b"
        }
    }

    /// What the folders of the lab and of its inventory are called.
    var folderName: String {
        switch self {
        case .only: "lab"
        case .a: "lab-a"
        case .b: "lab-b"
        }
    }

    /// The mode that its nodes are configured with.
    var mode: String { self == .b ? "primary" : "legacy" }

    /// The ports on every node's own address; those of A and B are seed 001's.
    public var ports: LabPorts {
        switch self {
        case .only: LabPorts()
        case .a: LabPorts(api: 8080)
        case .b: LabPorts(api: 8081, metrics: 9091)
        }
    }
}
