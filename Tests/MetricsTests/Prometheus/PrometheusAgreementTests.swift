import HTTPServer
import Metrics
import Reactor
import Testing

/// The same text scraped by Prometheus and read here, and the same history asked for the same figures.
@Suite("Agreement with Prometheus", .enabled(if: PrometheusServer.isThere, "\(PrometheusServer.skipReason)"))
struct PrometheusAgreementTests {
    @Test("a scrape has the same series, and increase, rate, sums and quantiles are the same figures")
    func agreement() async throws {
        let reactor = try Reactor(named: "prometheus-tests")
        let pages = try await RealExporters.pages(reactor) + GeneratedPages.make(seed: 11, count: 6)
        let exporter = try HTTPServer(address: "127.0.0.1", port: 0) { request in
            guard let index = Int(request.path.dropFirst()), pages.indices.contains(index) else {
                return .text("no such page", status: 404)
            }
            return HTTPServerResponse(
                status: 200, contentType: "text/plain; version=0.0.4; charset=utf-8", body: pages[index])
        }
        defer { exporter.stop() }
        let jobs = pages.indices.map { PrometheusServer.Job(name: "page\($0)", port: exporter.port, path: "/\($0)") }
        let history = History(seed: 3, counters: 60, histograms: 12)
        try await PrometheusServer.with(jobs, history: history.openMetrics, on: reactor) { server in
            try await waitForScrapes(of: jobs, server)
            for (job, page) in zip(jobs, pages) { try await compareSeries(job, page, server) }
            for minute in stride(from: 3, through: 58, by: 5) {
                let time = History.start + Int64(minute) * 60_000 + Int64(minute % 4) * 250
                try await compareCounters(history, at: time, server)
                try await compareQuantiles(history, at: time, server)
                try await compareVectors(history, at: time, server)
            }
        }
    }

    // MARK: - Series

    private func waitForScrapes(of jobs: [PrometheusServer.Job], _ server: PrometheusServer) async throws {
        let limit = ContinuousClock.now + PrometheusServer.patience
        while ContinuousClock.now < limit {
            if try await server.query("up{job=~\"page.*\"} == 1").count == jobs.count { return }
            await server.reactor.sleep(until: .now + .milliseconds(100))
        }
        Issue.record("not every page was scraped: \(try await server.query("up"))")
    }

    private static let ofTheScrape: Set<String> = [
        "up", "scrape_duration_seconds", "scrape_samples_scraped", "scrape_samples_post_metric_relabeling",
        "scrape_series_added",
    ]

    private func compareSeries(_ job: PrometheusServer.Job, _ page: [UInt8], _ server: PrometheusServer) async throws {
        let theirs = try await server.query("{job=\"\(job.name)\"}").filter { !Self.ofTheScrape.contains($0.key.name) }
        let bare = Dictionary(
            theirs.map { (SeriesID($0.key.name, $0.key.labels.without("job", "instance")), $0.value) },
            uniquingKeysWith: { first, _ in first })
        let exposition = try Exposition(parsing: page)
        let ours = Dictionary(exposition.samples.map { ($0.series, $0.value) }, uniquingKeysWith: { first, _ in first })
        #expect(Set(bare.keys) == Set(ours.keys), "\(job.name)")
        for (series, value) in ours {
            let their = try #require(bare[series], "\(series)")
            #expect(their == value || their.isNaN && value.isNaN, "\(series)")
        }
        #expect(ours.count > 10)
    }

    // MARK: - Figures

    private func isClose(_ one: Double?, _ other: Double?) -> Bool {
        guard let one, let other else { return one == nil && other == nil }
        return one == other || one.isNaN && other.isNaN
            || abs(one - other) <= 1e-9 * max(one.magnitude, other.magnitude)
    }

    private func compareCounters(_ history: History, at time: Int64, _ server: PrometheusServer) async throws {
        for (text, length) in [("1m", 60_000), ("5m", 300_000), ("20m", 1_200_000)] as [(String, Int64)] {
            let increases = try await server.query("increase(c_total[\(text)])", at: time)
            let rates = try await server.query("rate(c_total[\(text)])", at: time)
            let resets = try await server.query("resets(c_total[\(text)])", at: time)
            for id in history.named("c_total") {
                let key = SeriesID("", id.labels)
                let window = history.window(of: id, length, until: time)
                #expect(isClose(window.increase, increases[key]), "increase \(id) \(text) \(time)")
                #expect(isClose(window.rate, rates[key]), "rate \(id) \(text) \(time)")
                if let their = resets[key] { #expect(Double(window.resets) == their, "resets \(id) \(text) \(time)") }
            }
        }
    }

    private func compareQuantiles(_ history: History, at time: Int64, _ server: PrometheusServer) async throws {
        let buckets = history.named("h_bucket")
        let rates = Vector(
            buckets.compactMap { id in
                history.window(of: id, 300_000, until: time).rate.map { Vector.Element(id.labels, $0) }
            })
        let values = Vector(
            buckets.compactMap { id in history.value(of: id, at: time).map { Vector.Element(id.labels, $0) } })
        for share in [0, 0.5, 0.9, 0.95, 0.999, 1, -1, 2] {
            let ofRates = try await server.query("histogram_quantile(\(share), rate(h_bucket[5m]))", at: time)
            let ofValues = try await server.query("histogram_quantile(\(share), h_bucket)", at: time)
            for (vector, theirs) in [(rates, ofRates), (values, ofValues)] {
                #expect(vector.histograms.count == theirs.count)
                for (labels, buckets) in vector.histograms {
                    let ours = (try? buckets.quantile(share)) ?? .nan
                    #expect(isClose(ours, theirs[SeriesID("", labels)]), "\(share) \(labels) \(time)")
                }
            }
        }
    }

    private func compareVectors(_ history: History, at time: Int64, _ server: PrometheusServer) async throws {
        func rates(_ matchers: [LabelMatcher] = []) -> Vector {
            Vector(
                history.named("c_total").filter { id in matchers.allSatisfy { $0.matches(id.labels) } }.compactMap {
                    id in
                    history.window(of: id, 300_000, until: time).rate.map { Vector.Element(id.labels, $0) }
                })
        }
        let some = LabelMatcher("group", .matches(try LabelPattern("g[12]|x.*")))
        let (sum, max) = (rates().sum(by: ["group"]), rates().max(by: ["group"]))
        let share = rates([some]).sum(by: ["group"]).ratio(to: sum)
        for (expression, vector) in [
            ("sum by (group) (rate(c_total[5m]))", sum), ("max by (group) (rate(c_total[5m]))", max),
            ("sum(rate(c_total{group=~\"g[12]|x.*\"}[5m]))", rates([some]).sum()),
            (
                "sum(rate(c_total{group!~\"g[12]\",counter!=\"4\"}[5m]))",
                rates([
                    LabelMatcher("group", .mismatches(try LabelPattern("g[12]"))),
                    LabelMatcher("counter", .differs("4")),
                ]).sum()
            ),
            ("sum by (group) (rate(c_total{group=~\"g[12]|x.*\"}[5m])) / sum by (group) (rate(c_total[5m]))", share),
        ] {
            let theirs = try await server.query(expression, at: time)
            #expect(theirs.count == vector.elements.count, "\(expression) \(time)")
            for element in vector.elements {
                #expect(isClose(element.value, theirs[SeriesID("", element.labels)]), "\(expression) \(time)")
            }
        }
    }
}
