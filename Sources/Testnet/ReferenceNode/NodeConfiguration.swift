/// What a node is told by its configuration file.
///
/// ```yaml
/// node: val-01
/// network: {id: coinjecture-lab}
/// consensus:
///   block_time: 1s              # or 250ms; the same on every node of the network
///   validators: [val-01, val-02]
///   validator: val-01           # the name to make blocks under; none for an observer
/// p2p: {bootstrap_peers: ["http://127.0.0.2:12346"]}
/// api: {host: 127.0.0.1, port: 12346}
/// metrics: {port: 9090}
/// database: {path: /var/lib/coinjecture}
/// ```
public struct NodeConfiguration: Sendable {
    /// The node's own name.
    public let node: String
    /// What the network agreed on.
    public let rules: NetworkRules
    /// The name to make blocks under; nil for an observer.
    public let validator: String?
    /// Base URLs of the nodes to ask for blocks.
    public let peers: [String]
    /// The numeric IP address to listen on.
    public let host: String
    /// The port of the API.
    public let apiPort: UInt16
    /// The port of the metrics.
    public let metricsPort: UInt16
    /// The folder of the block file; made when missing.
    public let dataFolder: String

    /// Peers and validators at most.
    public static let longestList = 256

    /// Reads a configuration.
    ///
    /// - Parameter file: the name that messages carry.
    /// - Throws: `NodeError` with every objection, one to a line, each with its place.
    public init(parsing bytes: [UInt8], file: String) throws(NodeError) {
        var reader = try ConfigurationReader(bytes, file: file)
        let node = reader.name("node")
        let network = reader.name("network.id")
        let blockTime = reader.duration("consensus.block_time") ?? 1000
        let validators = reader.list("consensus.validators", of: ConfigurationReader.isName, "a name")
        let validator = reader.optionalName("consensus.validator")
        let peers = reader.list(
            "p2p.bootstrap_peers", of: ConfigurationReader.isPeer, "http://HOST:PORT", isNeeded: false)
        let host = reader.text("api.host") ?? "127.0.0.1"
        let apiPort = reader.port("api.port") ?? 12346
        let metricsPort = reader.port("metrics.port") ?? 9090
        let dataFolder = reader.isThere("database.path") ? reader.text("database.path") : nil
        if let validator, !validators.contains(validator) {
            reader.object("consensus.validator", "'\(validator)' is not among consensus.validators")
        }
        try reader.finish()
        guard let node, let network, let dataFolder, !validators.isEmpty else {
            throw NodeError(code: .configuration, message: "\(file): a value that is needed is missing")
        }
        self.node = node
        self.rules = NetworkRules(network: network, validators: validators, blockTime: blockTime)
        self.validator = validator
        self.peers = peers
        self.host = host
        self.apiPort = apiPort
        self.metricsPort = metricsPort
        self.dataFolder = dataFolder
    }
}
