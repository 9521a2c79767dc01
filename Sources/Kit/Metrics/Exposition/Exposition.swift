/// Everything that one scrape of an exporter says.
public struct Exposition: Sendable, Equatable {
    /// In the order in which they are first named.
    public internal(set) var families: [MetricFamily] = []
    /// In the order of their lines.
    public internal(set) var samples: [MetricSample] = []

    /// Reads Prometheus' text format, version 0.0.4, or OpenMetrics.
    ///
    /// Strict where the format's description is (prometheus.io, "Exposition formats"): a text that breaks off, a series
    /// that stands there twice, a `# TYPE` after its samples and a number that Prometheus would not read are errors. Of
    /// OpenMetrics, exemplars, `# UNIT`, `_created` and the further types are read, its rules on spelling not enforced.
    ///
    /// - Throws: the first error with its line.
    public init(
        parsing text: [UInt8], as format: ExpositionFormat = .prometheus, limits: ExpositionLimits = .standard
    ) throws(ExpositionError) {
        var parser = ExpositionParser(text, format, limits)
        self = try parser.parse()
    }

    init() {}

    public func family(of sample: MetricSample) -> MetricFamily { families[sample.family] }

    /// The samples of this name whose labels all the matchers accept.
    public func samples(named name: String, _ matchers: [LabelMatcher] = []) -> [MetricSample] {
        samples.filter { sample in
            sample.series.name == name && matchers.allSatisfy { $0.matches(sample.series.labels) }
        }
    }
}
