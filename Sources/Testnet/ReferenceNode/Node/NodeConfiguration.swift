/// What a node is told by its configuration file.
///
/// ```yaml
/// node: val-01
/// network: {id: coinjecture-lab, genesis_timestamp: "2026-01-01T00:00:00Z"}
/// consensus:
///   block_time: 2s              # or 250ms; the same on every node of the network
///   validators: [val-01=HEX, val-02=HEX]  # names and public keys
///   validator: val-01           # the name to make blocks under; none for an observer
///   validator_key: /etc/coinjecture/validator.key
///   mode: shadow                # legacy, shadow, primary, only
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
    /// The name to make blocks under; nil for an observer, and for a validator with `consensus.enabled: false`.
    public let validator: String?
    /// The file of its key; nil for an observer.
    public let validatorKey: String?
    /// Which engine judges blocks; nil when the configuration does not say.
    public let mode: ConsensusMode?
    /// What shadow mode compares.
    public let comparison: ShadowComparison
    /// The shared library that the refactored engine calls; nil for the core in this program.
    public let coreLibrary: String?
    /// A file of golden vectors that the refactored engine has to pass before the node starts; nil for none.
    public let goldenVectors: String?
    /// The file whose content opens what changes the node; nil when nothing may.
    public let adminTokenFile: String?
    /// How the log is written.
    public let logFormat: LogFormat
    /// A file that says what the node does wrong on purpose; nil outside labs.
    public let faultFile: String?
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

    /// Milliseconds of a block unless the file says otherwise (seed 001).
    public static let defaultBlockTime: Int64 = 2000
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
        let genesisTime = reader.moment("network.genesis_timestamp") ?? 0
        let blockTime = reader.duration("consensus.block_time") ?? Self.defaultBlockTime
        let isMakingBlocks = reader.flag("consensus.enabled") ?? true
        let validators = reader.validators("consensus.validators")
        let validator = reader.optionalName("consensus.validator")
        let validatorKey = reader.text("consensus.validator_key")
        let mode = reader.mode()
        let comparison = reader.shadowComparison(among: validators)
        let coreLibrary = reader.text("rust.library_path")
        let goldenVectors = reader.text("rust.golden_vectors")
        let peers = reader.list(
            "p2p.bootstrap_peers", of: ConfigurationReader.isPeer, "http://HOST:PORT", isNeeded: false)
        let host = reader.text("api.host") ?? "127.0.0.1"
        let adminTokenFile = reader.text("api.admin_token_file")
        let logFormat = reader.choice("logger.format", of: LogFormat.self) ?? .text
        let faultFile = reader.text("lab.fault_file")
        let apiPort = reader.port("api.port") ?? 12346
        let metricsPort = reader.port("metrics.port") ?? 9090
        let dataFolder = reader.isThere("database.path") ? reader.text("database.path") : nil
        if let validator, !validators.contains(where: { $0.name == validator }) {
            reader.object("consensus.validator", "'\(validator)' is not among consensus.validators")
        }
        if (validator == nil) != (validatorKey == nil) {
            reader.object("consensus.validator_key", "it goes with consensus.validator: both or neither")
        }
        try reader.finish()
        guard let node, let network, let dataFolder, !validators.isEmpty else {
            throw NodeError(code: .configuration, message: "\(file): a value that is needed is missing")
        }
        self.node = node
        self.rules = NetworkRules(
            network: network, validators: validators, blockTime: blockTime, genesisTime: genesisTime)
        self.validator = isMakingBlocks ? validator : nil
        self.validatorKey = isMakingBlocks ? validatorKey : nil
        self.mode = mode
        self.comparison = comparison
        self.coreLibrary = coreLibrary
        self.goldenVectors = goldenVectors
        self.adminTokenFile = adminTokenFile
        self.logFormat = logFormat
        self.faultFile = faultFile
        self.peers = peers
        self.host = host
        self.apiPort = apiPort
        self.metricsPort = metricsPort
        self.dataFolder = dataFolder
    }
}
