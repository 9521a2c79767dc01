/// One line of values: which series, and what it stands at.
public struct MetricSample: Sendable, Equatable {
    public var series: SeriesID
    /// NaN and both infinities are values too.
    public var value: Double
    /// Milliseconds since 1970, where the exporter gives the time itself.
    public var timestamp: Int64?
    public var exemplar: Exemplar?
    /// Where its family stands in `Exposition.families`.
    public var family: Int
    /// Counted from 1.
    public var line: Int

    /// OpenMetrics' pointer to one observation, such as a trace.
    public struct Exemplar: Sendable, Equatable {
        public var labels: LabelSet
        public var value: Double
        /// Milliseconds since 1970.
        public var timestamp: Int64?
    }
}
