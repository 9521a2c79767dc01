import CanonicalJSON
import Files
import HTTP
import HTTPServer
import Metrics
import Processes
import Reactor
import Testing

/// Debian's Prometheus as `script/prometheus` fetches it, on a port of 127.0.0.1.
struct PrometheusServer {
    static let programs = FilePath.join(root, ".build/prometheus/usr/bin")
    static let isThere = ["prometheus", "promtool", "prometheus-node-exporter"].allSatisfy {
        File.exists("\(programs)/\($0)")
    }
    static let skipReason = "SKIPPED, NOT PASSED: Prometheus is not here: script/prometheus fetches it"
    /// For everything that is waited for; the machine may be busy.
    static let patience = Duration.seconds(240)

    private static let root = (0..<4).reduce(#filePath) { path, _ in FilePath.parent(of: path) }

    struct Failure: Error { let what: String }

    let port: UInt16
    let client: HTTPClient
    let reactor: Reactor

    /// What it is to scrape every second, by the job's name.
    struct Job {
        let name: String
        let port: UInt16
        let path: String
    }

    /// Runs a server over `history` (OpenMetrics with timestamps) that scrapes `jobs`, for as long as `body` takes.
    static func with(
        _ jobs: [Job], history: String, on reactor: Reactor, _ body: (PrometheusServer) async throws -> Void
    ) async throws {
        let folder = try TemporaryDirectory(prefix: "prometheus")
        try AtomicFile.write(Array(history.utf8), to: folder.file("history"))
        try AtomicFile.write(Array(configuration(jobs).utf8), to: folder.file("prometheus.yml"))
        let made = try await ProcessRunner.run(
            ["\(programs)/promtool", "tsdb", "create-blocks-from", "openmetrics", "history", "data"],
            workingDirectory: folder.path, deadline: patience)
        guard made.status.isSuccess else { throw Failure(what: made.errorText) }
        let port = try unusedPort()
        let server = PrometheusServer(port: port, client: try HTTPClient(on: reactor), reactor: reactor)
        try await running(
            [
                "\(programs)/prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=data",
                "--storage.tsdb.retention.time=100y", "--web.listen-address=127.0.0.1:\(port)",
            ], in: folder.path
        ) {
            try await server.waitUntilReady("/-/ready")
            try await body(server)
        }
    }

    /// Runs a program in the background for as long as `body` takes.
    static func running(_ arguments: [String], in folder: String, _ body: () async throws -> Void) async throws {
        let program = Task {
            _ = try? await ProcessRunner.run(arguments, workingDirectory: folder, deadline: .seconds(900))
        }
        do {
            try await body()
        } catch {
            await end(program)
            throw error
        }
        await end(program)
    }

    /// Cancelling the run kills the program's group and collects it.
    private static func end(_ program: Task<Void, Never>) async {
        program.cancel()
        await program.value
    }

    static func unusedPort() throws -> UInt16 {
        let server = try HTTPServer(address: "127.0.0.1", port: 0) { _ in .text("") }
        defer { server.stop() }
        return server.port
    }

    private static func configuration(_ jobs: [Job]) -> String {
        "global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n"
            + jobs.map { job in
                """
                  - job_name: \(job.name)
                    honor_labels: true
                    metrics_path: \(job.path)
                    static_configs: [{targets: ["127.0.0.1:\(job.port)"]}]

                """
            }.joined()
    }

    func waitUntilReady(_ path: String) async throws {
        let limit = ContinuousClock.now + Self.patience
        while ContinuousClock.now < limit {
            if let answer = try? await get(path), answer.status == 200 { return }
            await reactor.sleep(until: .now + .milliseconds(50))
        }
        throw Failure(what: "no answer on port \(port)")
    }

    func get(_ path: String) async throws -> HTTPResponse {
        try await client.send(
            HTTPRequest(.get, "http://127.0.0.1:\(port)\(path)", deadline: .seconds(60), maximumBody: 16 << 20))
    }

    // MARK: - Queries

    private struct Answer: Decodable {
        struct Payload: Decodable { let result: [Entry] }
        struct Entry: Decodable {
            let metric: [String: String]
            let value: Value
        }
        /// `[seconds, "value"]`
        struct Value: Decodable {
            let number: String
            init(from decoder: any Decoder) throws {
                var list = try decoder.unkeyedContainer()
                _ = try list.decode(Double.self)
                number = try list.decode(String.self)
            }
        }
        let status: String
        let data: Payload
    }

    /// An instant query; each series by its name (empty where PromQL drops it) and its labels.
    func query(_ expression: String, at milliseconds: Int64? = nil) async throws -> [SeriesID: Double] {
        var path = "/api/v1/query?query=\(Self.percentEncoded(expression))"
        if let milliseconds { path += "&time=\(Double(milliseconds) / 1000)" }
        let answer = try await get(path)
        guard answer.status == 200 else { throw Failure(what: String(decoding: answer.body, as: UTF8.self)) }
        let decoded = try CanonicalJSON.decode(Answer.self, from: answer.body)
        return Dictionary(
            try decoded.data.result.map { entry in
                guard let value = Double(entry.value.number) else { throw Failure(what: entry.value.number) }
                let labels = entry.metric.reduce(LabelSet.none) {
                    $1.key == "__name__" ? $0 : $0.setting($1.key, to: $1.value)
                }
                return (SeriesID(entry.metric["__name__"] ?? "", labels), value)
            }, uniquingKeysWith: { first, _ in first })
    }

    private static func percentEncoded(_ text: String) -> String {
        text.utf8.map { byte in
            let scalar = Unicode.Scalar(byte)
            if byte < 0x80, scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                return "\(scalar)"
            }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }
}
