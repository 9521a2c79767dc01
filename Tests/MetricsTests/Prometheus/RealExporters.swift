import Files
import HTTP
import Metrics
import Reactor
import SeededNumbers

/// What real exporters say of themselves right now.
enum RealExporters {
    /// The node exporter's page, and Prometheus' own.
    static func pages(_ reactor: Reactor) async throws -> [[UInt8]] {
        let folder = try TemporaryDirectory(prefix: "exporter")
        let port = try PrometheusServer.unusedPort()
        let exporter = PrometheusServer(port: port, client: try HTTPClient(on: reactor), reactor: reactor)
        var pages: [[UInt8]] = []
        try await PrometheusServer.running(
            ["\(PrometheusServer.programs)/prometheus-node-exporter", "--web.listen-address=127.0.0.1:\(port)"],
            in: folder.path
        ) {
            try await exporter.waitUntilReady("/metrics")
            pages.append(try await exporter.get("/metrics").body)
        }
        try await PrometheusServer.with([], history: "# TYPE c counter\nc_total 1 1700000000\n# EOF\n", on: reactor) {
            pages.append(try await $0.get("/metrics").body)
        }
        return pages
    }
}

/// Pages that no exporter writes and the format allows.
enum GeneratedPages {
    private static let values = [
        "0", "-0", "1", "1e300", "-1.5E-7", ".5", "3.", "NaN", "nan", "+Inf", "-Inf", "inf", "12345678901234567890",
        "5e-324",
        "0.1", "1e-400",
    ]
    private static let texts = [
        "", "plain", "with blank", "\\\\", "\\\"quoted\\\"", "line\\nline", "ünï ☃", "{a=\\\"b\\\"}", "# not a comment",
        ",",
        "C:\\\\n",
    ]

    static func make(seed: UInt64, count: Int) -> [[UInt8]] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in Array(page(&random).utf8) }
    }

    private static func page(_ random: inout SeededGenerator) -> String {
        var text = ""
        func pick(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "" }
        for family in 0..<12 {
            let name = pick(["m", "with:colon", "_lead", "UPPER"]) + "_\(family)"
            if Bool.random(using: &random) { text += "# HELP \(name) \(pick(texts))\n" }
            if Bool.random(using: &random) {
                text += "\(pick(["", "  "]))# TYPE \(name) \(pick(["gauge", "counter"]))\n"
            }
            if Bool.random(using: &random) { text += pick(["\n", "# a comment\n", "#\n", "#HELP\n", " \t\n"]) }
            for sample in 0..<Int.random(in: 1...6, using: &random) {
                let blank = pick(["", " ", "\t "])
                let labels = (0..<Int.random(in: 0...4, using: &random)).map { label in
                    "\(blank)l\(label)\(blank)=\(blank)\"\(pick(texts))\"\(blank)"
                }
                let closing = pick(["", ","])
                text += "\(name){\((["n=\"\(sample)\""] + labels).joined(separator: ","))\(closing)}"
                text += "\(pick(["", " "])) \(pick(values))\(pick(["", " "]))\n"
            }
        }
        return text
    }
}
