/// The two texts that exporters speak. They look alike; timestamps and the end differ.
public enum ExpositionFormat: String, Sendable {
    /// Prometheus' text format, version 0.0.4: timestamps are whole milliseconds.
    case prometheus
    /// OpenMetrics, version 1: timestamps are seconds, and the last line is `# EOF`.
    case openMetrics = "openmetrics"

    /// What to ask a server for; ours is the older and plainer format.
    public static let accept = "text/plain;version=0.0.4,application/openmetrics-text;version=1.0.0;q=0.5"

    /// By what the server says; without that, by the last line.
    public init(contentType: String?, text: [UInt8]) {
        if let said = contentType?.lowercased().split(separator: ";").first {
            if said == "application/openmetrics-text" {
                self = .openMetrics
                return
            }
            if said == "text/plain" {
                self = .prometheus
                return
            }
        }
        self = text.suffix(Self.end.count).elementsEqual(Self.end) ? .openMetrics : .prometheus
    }

    private static let end = Array("# EOF\n".utf8)
}
