public import Metrics

/// `cjctl probe metrics`.
public struct MetricsScreen {
    private let exposition: Exposition

    public init(_ exposition: Exposition) { self.exposition = exposition }

    /// One line for each sample, in the exporter's order.
    public var lines: [String] {
        guard !exposition.samples.isEmpty else { return [] }
        let isTimed = exposition.samples.contains { $0.timestamp != nil }
        var table = TextTable(sides: [.start, .end])
        table.add(["SERIES", "VALUE", "TYPE"] + (isTimed ? ["TIME (ms)"] : []))
        for sample in exposition.samples {
            table.add(
                [sample.series.description, sample.value.metricText, exposition.family(of: sample).type.rawValue]
                    + (isTimed ? [sample.timestamp.map { "\($0)" } ?? "–"] : []))
        }
        return table.lines
    }

    /// How much that is.
    public var sum: String {
        let count = exposition.families.count
        return "\(counted(exposition.samples.count, "sample")) of \(count) \(count == 1 ? "family" : "families")"
    }
}
