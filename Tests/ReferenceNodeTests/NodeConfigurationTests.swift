import Testing
import ValidatorKeys

@testable import ReferenceNode

@Suite("node's configuration")
struct NodeConfigurationTests {
    private static let one = Bench.key("one").publicKey
    private static let other = Bench.key("other").publicKey
    private static let whole = """
        node: val-02
        network:
          id: coinjecture-lab
        consensus:
          block_time: 250ms
          validators: [val-01=\(one), val-02=\(other)]
          validator: val-02
          validator_key: /key
          mode: shadow
        p2p:
          bootstrap_peers: ["http://127.0.0.2:12346"]
        api: {host: 127.0.0.3, port: 8080}
        metrics: {port: 9091}
        database: {path: /data}
        """

    private static func parse(_ text: String) throws -> NodeConfiguration {
        try NodeConfiguration(parsing: Array(text.utf8), file: "node.yaml")
    }

    @Test("every setting is read")
    func everything() throws {
        let read = try Self.parse(Self.whole)
        #expect(read.node == "val-02" && read.validator == "val-02" && read.dataFolder == "/data")
        #expect(
            read.rules
                == NetworkRules(
                    network: "coinjecture-lab",
                    validators: [
                        .init(name: "val-01", publicKey: Self.one), .init(name: "val-02", publicKey: Self.other),
                    ], blockTime: 250))
        #expect(read.validatorKey == "/key" && read.mode == .shadow)
        #expect(read.peers == ["http://127.0.0.2:12346"])
        #expect(read.host == "127.0.0.3" && read.apiPort == 8080 && read.metricsPort == 9091)
    }

    @Test("what may be left out has its default, and a node without a validator's name observes")
    func defaults() throws {
        let read = try Self.parse(
            "{node: obs-01, network: {id: n}, consensus: {validators: [v=\(Self.one)]}, database: {path: /data}}")
        #expect(read.validator == nil && read.peers.isEmpty && read.rules.blockTime == 2000)
        #expect(read.validatorKey == nil && read.mode == nil && read.adminTokenFile == nil)
        #expect(read.host == "127.0.0.1" && read.apiPort == 12346 && read.metricsPort == 9090)
    }

    @Test("everything that is wrong is said at once, each with its place")
    func objections() {
        let text = """
            node: "val 02"
            consensus:
              block_time: 2
              validators: [a=\(Self.one), a=\(Self.one), "b c"]
              validator: z
            api: {port: 0, colour: red}
            metrics: {port: [1]}
            p2p: {bootstrap_peers: [ftp://x]}
            """
        let error = #expect(throws: NodeError.self) { try Self.parse(text) }
        #expect(error?.code == .configuration)
        let expected = """
            node.yaml:1:1: network.id: it is missing
            node.yaml:1:7: node: 'val 02' is no name: 1 to 64 of A-Z a-z 0-9 . _ - are
            node.yaml:3:15: consensus.block_time: '2' is no time such as 2s or 250ms, at most an hour
            node.yaml:4:84: consensus.validators: 'a=\(Self.one)' stands here twice
            node.yaml:4:152: consensus.validators: this is not NAME=PUBLICKEY with 64 hexadecimal digits
            node.yaml:6:13: api.port: '0' is no port (1 to 65535)
            node.yaml:6:24: api.colour: no such setting
            node.yaml:7:17: metrics.port: one value is wanted, not a list
            node.yaml:8:25: p2p.bootstrap_peers: this is not http://HOST:PORT
            """
        let said = Set((error?.message ?? "").split(separator: "\n"))
        for line in expected.split(separator: "\n") { #expect(said.contains(line), "missing: \(line)") }
        #expect(said.contains("node.yaml:5:14: consensus.validator: 'z' is not among consensus.validators"))
        #expect(said.contains("node.yaml:1:1: database.path: it is missing"))
    }

    @Test("a file that is no YAML is refused with its place")
    func noYAML() {
        let error = #expect(throws: NodeError.self) { try Self.parse("node: [") }
        #expect(error?.message.hasPrefix("node.yaml:") == true)
    }

    private static func with(_ consensus: String, network: String = "", rest: String = "") throws -> NodeConfiguration {
        try parse(
            """
            {node: a, network: {id: n\(network)}, database: {path: /data}\(rest),
             consensus: {validators: [a=\(one), b=\(other)], \(consensus)}}
            """)
    }

    @Test("the genesis timestamp is a time or seconds, belongs to the network's rules, and 0 is as none")
    func genesis() throws {
        let named = try Self.with("block_time: 2s", network: ", genesis_timestamp: 2026-01-01T00:00:00Z")
        #expect(named.rules.genesisTime == 1_767_225_600_000)
        let counted = try Self.with("block_time: 2s", network: ", genesis_timestamp: 1767225600")
        let none = try Self.with("block_time: 2s")
        #expect(counted.rules == named.rules && named.rules != none.rules)
        #expect(named.rules.genesis.hash != none.rules.genesis.hash)
        #expect(try Self.with("block_time: 2s", network: ", genesis_timestamp: 0").rules == none.rules)
        for text in ["tomorrow", "-1", "4102444801", "2026-13-01T00:00:00Z"] {
            let error = #expect(throws: NodeError.self) {
                try Self.with("block_time: 2s", network: ", genesis_timestamp: \(text)")
            }
            #expect(error?.message.contains("network.genesis_timestamp: '\(text)' is no time") == true)
        }
    }

    @Test("no block is from before the genesis block")
    func noBlockBeforeGenesis() throws {
        let rules = try Self.with("block_time: 1s", network: ", genesis_timestamp: 1767225600").rules
        func block(at time: Int64) -> Block {
            Block(
                rules: rules, height: 1, previousHash: rules.genesis.hash,
                proposer: rules.proposer(of: rules.slot(at: time)), timestamp: time, version: "v1")
        }
        let (genesis, now) = (rules.genesis, rules.genesisTime + 60_000)
        let early = block(at: rules.genesisTime - 1000)
        #expect(rules.objection(to: early, after: genesis, now: now) == .slotNotLater)
        #expect(rules.objection(to: early, now: now) == .doesNotFollow)
        #expect(rules.objection(to: block(at: rules.genesisTime + 1000), after: genesis, now: now) == nil)
    }

    @Test("a validator whose consensus is off observes, and its key is left alone")
    func consensusOff() throws {
        let own = "validator: a, validator_key: /key"
        #expect(try Self.with("\(own), enabled: true").validator == "a")
        let off = try Self.with("\(own), enabled: false")
        #expect(off.validator == nil && off.validatorKey == nil)
        #expect(throws: NodeError.self) { try Self.with("\(own), enabled: 1") }
    }

    @Test("shadow mode is asked for by its own settings, and not beside another mode")
    func shadow() throws {
        let whole = try Self.with(
            "shadow_mode: {enabled: true, compare_with_validator: b, log_all_comparisons: true}, use_rust_bindings: true"
        )
        #expect(whole.mode == .shadow && whole.comparison == ShadowComparison(validator: "b", logsAll: true))
        #expect(try Self.with("shadow_mode: {enabled: false}, use_rust_bindings: true").mode == .primary)
        #expect(try Self.with("block_time: 1s").comparison == ShadowComparison())
        for (settings, word) in [
            ("mode: legacy, shadow_mode: {enabled: true}", "shadow_mode.enabled: consensus.mode says it already"),
            ("shadow_mode: {compare_with_validator: z}", "'z' is not among consensus.validators"),
            ("shadow_mode: {enabled: perhaps}", "'perhaps' is none of true, false"),
        ] {
            let error = #expect(throws: NodeError.self) { try Self.with(settings) }
            #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
        }
    }

    @Test("the library and the vectors to start with are files")
    func core() throws {
        let read = try Self.with("block_time: 1s", rest: ", rust: {library_path: /l.so, golden_vectors: /v.json}")
        #expect(read.coreLibrary == "/l.so" && read.goldenVectors == "/v.json")
        #expect(try Self.with("block_time: 1s").coreLibrary == nil)
        #expect(throws: NodeError.self) { try Self.with("block_time: 1s", rest: ", rust: {verify: true}") }
    }
}
