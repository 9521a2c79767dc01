/// What a family of metrics is, as its `# TYPE` line says: the text format's five and OpenMetrics' further four.
public enum MetricType: String, Sendable, CaseIterable {
    case counter, gauge, histogram, summary, untyped
    case unknown, info, stateset, gaugehistogram

    /// What a sample's name may have behind the family's; the bare name is always possible.
    var suffixes: [String] {
        switch self {
        case .counter: ["_total", "_created"]
        case .histogram: ["_bucket", "_count", "_sum", "_created"]
        case .summary: ["_count", "_sum", "_created"]
        case .gaugehistogram: ["_bucket", "_gcount", "_gsum"]
        case .info: ["_info"]
        case .gauge, .untyped, .unknown, .stateset: []
        }
    }
}
