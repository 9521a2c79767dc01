import Metrics
import Testing

@Suite("Quantiles of a histogram")
struct HistogramBucketsTests {
    private let buckets = HistogramBuckets([
        .init(upperBound: .infinity, count: 10), .init(upperBound: 1, count: 2), .init(upperBound: 2, count: 6),
        .init(upperBound: 4, count: 8),
    ])

    @Test(
        "lie evenly spread within their bucket",
        arguments: zip([0, 0.1, 0.2, 0.4, 0.6, 0.7, 0.8], [0, 0.5, 1, 1.5, 2, 3, 4] as [Double]))
    func spread(_ share: Double, _ expected: Double) throws {
        #expect(abs(try buckets.quantile(share) - expected) < 1e-12)
    }

    @Test("beyond the last finite bound are that bound, and outside 0 to 1 infinite")
    func edges() throws {
        #expect(try buckets.quantile(0.95) == 4)
        #expect(try buckets.quantile(-0.1) == -.infinity)
        #expect(try buckets.quantile(1.1) == .infinity)
        let negative = HistogramBuckets([
            .init(upperBound: -1, count: 3), .init(upperBound: .infinity, count: 4),
        ])
        #expect(try negative.quantile(0.5) == -1)
    }

    @Test("bounds that stand there twice are added up, and a count below its predecessor's is lifted to it")
    func mended() throws {
        let found = HistogramBuckets([
            .init(upperBound: 1, count: 1), .init(upperBound: 1, count: 2), .init(upperBound: 2, count: 2),
            .init(upperBound: .infinity, count: 4),
        ])
        #expect(found.buckets.map(\.count) == [3, 3, 4])
    }

    @Test("what has no quantile says why")
    func absent() {
        #expect(throws: HistogramBuckets.Absence.noInfinity) {
            try HistogramBuckets([.init(upperBound: 1, count: 1)]).quantile(0.5)
        }
        #expect(throws: HistogramBuckets.Absence.noInfinity) { try HistogramBuckets([]).quantile(0.5) }
        #expect(throws: HistogramBuckets.Absence.oneBucket) {
            try HistogramBuckets([.init(upperBound: .infinity, count: 1)]).quantile(0.5)
        }
        #expect(throws: HistogramBuckets.Absence.noObservations) {
            try HistogramBuckets([.init(upperBound: 1, count: 0), .init(upperBound: .infinity, count: 0)]).quantile(0.5)
        }
        #expect(throws: HistogramBuckets.Absence.notANumber) {
            try HistogramBuckets([.init(upperBound: 1, count: 1), .init(upperBound: .infinity, count: .nan)])
                .quantile(0.5)
        }
    }
}
