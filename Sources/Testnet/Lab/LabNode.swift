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
    /// What it is made of.
    public let kind: LabKind
    /// Its own loopback address.
    public let address: String
    /// Its ports.
    public let ports: LabPorts
    /// The folder that holds everything of it.
    public let folder: String

    /// Where programs on the node find its files; everything below is where they lie on this machine.
    public var seen: NodePaths { kind == .systemd ? .ofMachine : onThisMachine }
    private var onThisMachine: NodePaths { .onLoopback(folder) }
    /// Where releases are installed: `store`, `releases`, `current`; on loopback the script `service` too.
    public var installRoot: String { onThisMachine.installRoot }
    /// Where a controller keeps its fence and journal.
    public var stateFolder: String { onThisMachine.stateFolder }
    /// Where the node keeps its chain.
    public var dataFolder: String { onThisMachine.dataFolder }
    /// The node's configuration.
    public var configurationFile: String { onThisMachine.configurationFile }
    /// Variables that the service is started with besides, `NAME=VALUE` lines; missing at first.
    public var environmentFile: String { "\(onThisMachine.configurationFolder)/environment" }
    /// The validator's key; the key never leaves this folder.
    public var validatorKey: String { onThisMachine.validatorKey }
    /// The word that opens what changes the node.
    public var adminToken: String { onThisMachine.adminToken }
    /// What the node does wrong on purpose; missing when nothing.
    public var faultFile: String { onThisMachine.faultFile }
    /// The node's log on loopback; a machine has it in its journal.
    public var logFile: String { "\(folder)/log/coinjectured.log" }
    /// The script that starts, stops and asks after the node on loopback, with the exit codes of LSB.
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
    /// What a machine writes outside the folders above, over the tree that all machines share.
    var machineFolder: String { "\(folder)/machine" }
    /// What a machine's starter and console say.
    var machineLog: String { "\(folder)/log/machine.log" }
}
