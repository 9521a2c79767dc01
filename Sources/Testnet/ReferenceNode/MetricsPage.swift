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
        add(
            "process_start_time_seconds", "gauge", "When the process was started, since 1970.",
            [([], "\(Double(api.identity.startedAt) / 1000)")])
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
