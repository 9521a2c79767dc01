import Metrics

/// `cjctl probe metrics --json`, version 1.
struct ProbeMetricsDocument: Encodable {
    struct Family: Encodable {
        let name: String
        let type: String
        let help: String?
        let unit: String?
    }

    struct Sample: Encodable {
        let name: String
        let labels: [String: String]
        /// As Prometheus' own interface writes it: `NaN`, `+Inf`, `-Inf`, or the shortest decimal.
        let value: String
        /// Milliseconds since 1970, where the exporter gives the time.
        let timestamp: Int64?
        let exemplar: Exemplar?
        /// The name of its family.
        let family: String
        let line: Int
    }

    struct Exemplar: Encodable {
        let labels: [String: String]
        let value: String
        let timestamp: Int64?
    }

    let version = 1
    let source: String
    /// `prometheus` or `openmetrics`.
    let format: String
    let bytes: Int
    let families: [Family]
    let samples: [Sample]

    init(_ exposition: Exposition, source: String, format: ExpositionFormat, bytes: Int) {
        self.source = source
        self.format = format.rawValue
        self.bytes = bytes
        families = exposition.families.map {
            Family(name: $0.name, type: $0.type.rawValue, help: $0.help, unit: $0.unit)
        }
        samples = exposition.samples.map { sample in
            Sample(
                name: sample.series.name, labels: Self.labels(sample.series.labels), value: sample.value.metricText,
                timestamp: sample.timestamp,
                exemplar: sample.exemplar.map {
                    Exemplar(labels: Self.labels($0.labels), value: $0.value.metricText, timestamp: $0.timestamp)
                },
                family: exposition.family(of: sample).name, line: sample.line)
        }
    }

    private static func labels(_ set: LabelSet) -> [String: String] {
        Dictionary(set.labels.map { ($0.name, $0.value) }) { first, _ in first }
    }
}
