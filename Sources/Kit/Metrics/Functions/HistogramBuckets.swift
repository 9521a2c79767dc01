/// The buckets of one histogram: how many observations were at most so great.
///
/// `quantile` is the rule of Prometheus' `histogram_quantile` for classic histograms (promql/quantile.go).
public struct HistogramBuckets: Sendable, Equatable {
    public struct Bucket: Sendable, Equatable {
        public var upperBound: Double
        /// Observations at most that great; a rate or an increase will do as well.
        public var count: Double

        public init(upperBound: Double, count: Double) {
            self.upperBound = upperBound
            self.count = count
        }
    }

    /// Why there is no quantile.
    public enum Absence: String, Error, Sendable {
        case noInfinity = "the bucket le=\"+Inf\" is missing"
        case oneBucket = "there is only one bucket"
        case noObservations = "there is no observation"
        case notANumber = "a count is not a number"
    }

    /// By their upper bounds; no bound twice, and no count below its predecessor's.
    public let buckets: [Bucket]

    /// - Parameter buckets: in any order; bounds that stand there twice are added up.
    public init(_ buckets: [Bucket]) {
        var made: [Bucket] = []
        for bucket in buckets.sorted(by: { $0.upperBound < $1.upperBound }) {
            if made.last?.upperBound == bucket.upperBound {
                made[made.count - 1].count += bucket.count
            } else {
                made.append(bucket)
            }
        }
        // Buckets that were not read at the same instant may seem to fall.
        for index in made.indices.dropFirst() { made[index].count = max(made[index].count, made[index - 1].count) }
        self.buckets = made
    }

    /// The value that the share `share` of all observations did not exceed, taken as evenly spread within its bucket.
    ///
    /// Beyond the last finite bound it is that bound; below the first one it is counted from 0, or is that bound where it is
    /// not positive. A share below 0 gives −∞, above 1 +∞, as with Prometheus.
    public func quantile(_ share: Double) throws(Absence) -> Double {
        if share < 0 { return -.infinity }
        if share > 1 { return .infinity }
        guard let last = buckets.last, last.upperBound == .infinity else { throw .noInfinity }
        guard buckets.count > 1 else { throw .oneBucket }
        guard !share.isNaN, !buckets.contains(where: \.count.isNaN) else { throw .notANumber }
        guard last.count != 0 else { throw .noObservations }
        let rank = share * last.count
        let index = buckets.dropLast().firstIndex { $0.count >= rank } ?? buckets.count - 1
        if index == buckets.count - 1 { return buckets[index - 1].upperBound }
        if index == 0 {
            guard buckets[0].upperBound > 0 else { return buckets[0].upperBound }
            return buckets[0].upperBound * (rank / buckets[0].count)
        }
        let (below, within) = (buckets[index - 1], buckets[index])
        return below.upperBound
            + (within.upperBound - below.upperBound) * ((rank - below.count) / (within.count - below.count))
    }
}
