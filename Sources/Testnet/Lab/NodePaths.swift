/// Where a node's files are, as programs on the node see them.
///
/// On loopback that is where they lie on this machine. A machine of its own has them where a server has them; the
/// node's folder on this machine is bound there.
public struct NodePaths: Sendable, Hashable {
    /// Where releases are installed.
    public let installRoot: String
    /// Where a controller keeps its fence and journal.
    public let stateFolder: String
    /// Where the node keeps its chain.
    public let dataFolder: String
    /// The folder of the node's configuration.
    public let configurationFolder: String
    /// The folder of the validator's key.
    public let keyFolder: String

    /// The node's configuration.
    public var configurationFile: String { "\(configurationFolder)/coinjectured.yaml" }
    var validatorKey: String { "\(keyFolder)/validator.key" }
    var adminToken: String { "\(configurationFolder)/admin_token" }
    var faultFile: String { "\(configurationFolder)/faults.json" }

    /// A machine's, the same on every one.
    static let ofMachine = NodePaths(
        installRoot: "/opt/coinjecture", stateFolder: "/var/lib/cjctl", dataFolder: "/var/lib/coinjecture",
        configurationFolder: "/etc/coinjecture", keyFolder: "/etc/coinjecture/keys")

    /// Those of a node whose folder on this machine is given.
    static func onLoopback(_ folder: String) -> NodePaths {
        NodePaths(
            installRoot: "\(folder)/root", stateFolder: "\(folder)/state", dataFolder: "\(folder)/data",
            configurationFolder: "\(folder)/config", keyFolder: "\(folder)/keys")
    }
}
