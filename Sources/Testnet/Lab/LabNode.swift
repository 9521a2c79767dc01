/// One node of a lab: a machine as far as anybody can tell who comes over SSH.
public struct LabNode: Sendable, Hashable, Codable {
    /// Whether it makes blocks.
    public enum Role: String, Sendable, Codable {
        case validator, observer
    }

    /// Its name in the inventory, such as `val-01`.
    public let name: String
    /// Whether it makes blocks.
    public let role: Role
    /// Its own loopback address.
    public let address: String
    /// Its ports.
    public let ports: LabPorts
    /// The folder that holds everything of it.
    public let folder: String

    /// Where releases are installed: `store`, `releases`, `current`, and the script `service`.
    public var installRoot: String { "\(folder)/root" }
    /// Where a controller keeps its fence and journal.
    public var stateFolder: String { "\(folder)/state" }
    /// Where the node keeps its chain.
    public var dataFolder: String { "\(folder)/data" }
    /// The node's configuration.
    public var configurationFile: String { "\(folder)/config/coinjectured.yaml" }
    /// Variables that the service is started with besides, `NAME=VALUE` lines; missing at first.
    public var environmentFile: String { "\(folder)/config/environment" }
    /// The validator's key; the key never leaves this folder.
    public var validatorKey: String { "\(folder)/keys/validator.key" }
    /// The word that opens what changes the node.
    public var adminToken: String { "\(folder)/config/admin_token" }
    /// What the node does wrong on purpose; missing when nothing.
    public var faultFile: String { "\(folder)/config/faults.json" }
    /// The node's log.
    public var logFile: String { "\(folder)/log/coinjectured.log" }
    /// The script that starts, stops and asks after the node, with the exit codes of LSB.
    public var serviceScript: String { "\(installRoot)/service" }
    /// Base of the API's URLs.
    public var apiURL: String { "http://\(address):\(ports.api)" }
    /// Where the metrics are.
    public var metricsURL: String { "http://\(address):\(ports.metrics)/metrics" }
    /// Its part of the network's voting power.
    public var votingPower: Int { role == .validator ? 1 : 0 }

    var sshFolder: String { "\(folder)/ssh" }
    var serverConfiguration: String { "\(sshFolder)/sshd_config" }
    var serverPidFile: String { "\(sshFolder)/sshd.pid" }
    var serverLog: String { "\(folder)/log/sshd.log" }
    var hostKey: String { "\(sshFolder)/host_key" }
    var authorizedKeys: String { "\(sshFolder)/authorized_keys" }
    var runFolder: String { "\(folder)/run" }
}
