/// The one-sided rank test of Mann and Whitney (1947), exact for small samples and with ties: how likely would values be at
/// least as high among the others as they are, if they were drawn from one pot?
///
/// It looks at ranks only, so that one wild value says no more than any other, and needs no law for how values are spread.
enum RankTest {
    /// The most values of each side. The number of ways to deal them grows with it; twenty tell a doubling from chance.
    static let most = 20

    /// The probability, 0 … 1, that `sample` ranks as high as it does above `reference` by chance. 1 when either is empty.
    static func chance(of sample: [Double], above reference: [Double]) -> Double {
        let (sample, reference) = (spread(sample), spread(reference))
        guard !sample.isEmpty, !reference.isEmpty else { return 1 }
        let ranks = doubledRanks(of: sample + reference)
        let observed = ranks.prefix(sample.count).reduce(0, +)
        let ways = deals(of: sample.count, from: ranks)
        let all = ways.reduce(0, +)
        return ways[observed...].reduce(0, +) / all
    }

    /// At most `most` of the values, evenly spaced in their order.
    static func spread(_ values: [Double]) -> [Double] {
        guard values.count > most else { return values }
        return (0..<most).map { values[$0 * (values.count - 1) / (most - 1)] }
    }

    /// Twice the rank of each value among all, counted from 1; equal values share the mean of their ranks.
    private static func doubledRanks(of values: [Double]) -> [Int] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = values.map { _ in 0 }
        var start = 0
        while start < order.count {
            var end = start
            while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
            for place in start...end { ranks[order[place]] = start + end + 2 }
            start = end + 1
        }
        return ranks
    }

    /// For each sum of ranks, in how many ways `count` of the ranks give it.
    private static func deals(of count: Int, from ranks: [Int]) -> [Double] {
        let greatest = ranks.reduce(0, +)
        var ways = [[Double]](repeating: [Double](repeating: 0, count: greatest + 1), count: count + 1)
        ways[0][0] = 1
        for (index, rank) in ranks.enumerated() {
            for chosen in stride(from: min(index + 1, count), through: 1, by: -1) {
                for sum in stride(from: greatest, through: rank, by: -1) {
                    ways[chosen][sum] += ways[chosen - 1][sum - rank]
                }
            }
        }
        return ways[count]
    }
}
