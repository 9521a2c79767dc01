internal import HTTPServer

/// The node's figures in Prometheus' text format 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/).
struct MetricsPage {
    private var text = ""

    init(_ api: NodeAPI) {
        let network = ("network", api.identity.network)
        let counts = api.chain.counts
        add(
            "coinjecture_build_info", "gauge", "Which build this is; always 1.",
            [([("version", api.identity.version), ("node", api.identity.name), network], "1")])
        add(
            "coinjecture_block_height", "gauge", "Height of the tip.",
            [([network], "\(api.chain.tip.height)")])
        add(
            "coinjecture_block_timestamp_seconds", "gauge", "Time of the tip, since 1970.",
            [([network], "\(Double(api.chain.tip.timestamp) / 1000)")])
        add(
            "coinjecture_validator_blocks_produced", "counter", "Blocks this node made since it was started.",
            [([network], "\(counts.produced)")])
        let seconds = counts.productionTime / .seconds(1)
        add(
            "coinjecture_block_production_duration_seconds", "summary", "Time spent making blocks.",
            [([network], "\(seconds)", "_sum"), ([network], "\(counts.produced)", "_count")])
        add(
            "coinjecture_reorganisations_total", "counter", "Times a branch replaced blocks of ours.",
            [([network], "\(counts.reorganisations)")])
        add(
            "coinjecture_transactions_total", "counter", "Transactions in blocks that joined our chain.",
            [([network], "\(counts.transactions)")])
        add(
            "coinjecture_mempool_transactions", "gauge", "Transactions that wait for a block.",
            [([network], "\(api.chain.waitingCount)")])
        add(
            "coinjecture_accounts", "gauge", "Accounts that gave or received anything.",
            [([network], "\(api.chain.accountCount)")])
        addConsensus(api, network)
        let propagation = counts.propagationTime / .seconds(1)
        add(
            "coinjecture_block_propagation_seconds", "summary", "Time from a block's making until it is our tip.",
            [([network], "\(propagation)", "_sum"), ([network], "\(counts.received)", "_count")])
        add(
            "coinjecture_peers_connected", "gauge", "Peers that answered the last time they were asked.",
            [([network], "\(api.peers.connected)")])
        add(
            "coinjecture_peers_configured", "gauge", "Peers that are to be asked.",
            [([network], "\(api.peers.urls.count)")])
        add(
            "http_requests_total", "counter", "Requests answered.",
            api.requests.all.map { entry in
                let labels = [
                    ("method", entry.key.method), ("route", entry.key.route), ("status", "\(entry.key.status)"),
                ]
                return (labels, "\(entry.count)")
            })
        let process = ProcessFigures()
        add(
            "process_resident_memory_bytes", "gauge", "Memory in use.", [([], "\(process.residentMemory)")])
        add(
            "process_cpu_seconds_total", "counter", "Processor time.", [([], "\(process.processorTime)")])
        add(
            "process_start_time_seconds", "gauge", "When the process was started, since 1970.",
            [([], "\(Double(api.identity.startedAt) / 1000)")])
    }

    private mutating func addConsensus(_ api: NodeAPI, _ network: (String, String)) {
        let (chain, statistics) = (api.chain, api.chain.consensus.statistics)
        let counters: [(String, String, Int)] = [
            ("coinjecture_parity_matches_total", "Blocks on which both engines said the same.", statistics.matches),
            ("coinjecture_parity_drifts_total", "Blocks on which they did not.", statistics.divergences),
            ("coinjecture_core_errors_total", "Failures of the refactored engine.", statistics.coreErrors),
            ("coinjecture_fallbacks_total", "Blocks left to the legacy engine.", statistics.fallbacks),
            ("coinjecture_state_violations_total", "Blocks that broke a rule.", statistics.violations),
            ("coinjecture_consensus_rounds_total", "Blocks that joined our chain.", chain.counts.adopted),
            ("coinjecture_consensus_timeouts_total", "Slots without a block.", chain.counts.timeouts),
        ]
        for (name, help, value) in counters { add(name, "counter", help, [([network], "\(value)")]) }
        add(
            "coinjecture_codec_mode", "gauge", "1 for the mode that judges blocks, 0 for the others.",
            ConsensusMode.allCases.map { mode in
                ([network, ("mode", mode.statsName)], mode == chain.consensus.mode ? "1" : "0")
            })
        add(
            "coinjecture_finalized_height", "gauge", "The highest block that is final.",
            [([network], "\(chain.finalHeight)")])
        let tip = chain.tip
        let final = chain.block(at: chain.finalHeight)?.timestamp ?? tip.timestamp
        add(
            "coinjecture_finality_latency_seconds", "gauge", "Time between the last final block and the tip.",
            [([network], "\(Double(tip.height == 0 || final == 0 ? 0 : tip.timestamp - final) / 1000)")])
        addVerifications(statistics, network)
    }

    private mutating func addVerifications(_ statistics: ConsensusStatistics, _ network: (String, String)) {
        var samples: [(labels: [(String, String)], value: String, suffix: String)] = []
        var sum = 0
        for (bound, count) in zip(ConsensusStatistics.bounds, statistics.buckets) {
            sum += count
            samples.append(([network, ("le", "\(bound)")], "\(sum)", "_bucket"))
        }
        samples.append(([network, ("le", "+Inf")], "\(statistics.totalVerifications)", "_bucket"))
        samples.append(([network], "\(statistics.duration / .milliseconds(1))", "_sum"))
        samples.append(([network], "\(statistics.totalVerifications)", "_count"))
        add("coinjecture_verification_duration_ms", "histogram", "Time to judge one block.", samples)
    }

    var response: HTTPServerResponse {
        HTTPServerResponse(
            status: 200, contentType: "text/plain; version=0.0.4; charset=utf-8", body: Array(text.utf8))
    }

    private mutating func add(
        _ name: String, _ type: String, _ help: String, _ samples: [(labels: [(String, String)], value: String)]
    ) {
        add(name, type, help, samples.map { ($0.labels, $0.value, "") })
    }

    private mutating func add(
        _ name: String, _ type: String, _ help: String,
        _ samples: [(labels: [(String, String)], value: String, suffix: String)]
    ) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
        for sample in samples {
            let labels = sample.labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
            text += "\(name)\(sample.suffix)\(labels.isEmpty ? "" : "{\(labels)}") \(sample.value)\n"
        }
    }

    private static func escaped(_ value: String) -> String {
        var escaped = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
