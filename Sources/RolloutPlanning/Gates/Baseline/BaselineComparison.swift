import FleetModel

/// A figure after a change, compared with what it was.
///
/// "p95 < 2x baseline" (seed 004) fails when both speak against the node: the ratio of the two quantiles reaches the limit,
/// *and* the rank test says that so few values would hardly show it by chance. The ratio alone is too easily reached by the
/// slowest of ten answers, the test alone finds harmless differences once there are enough values.
struct BaselineComparison: Equatable {
    enum Finding: Equatable {
        case within, beyond
        /// The ratio is reached, and chance could have done it.
        case unproven
        case tooFew(String)
    }

    /// The fewest values on each side.
    static let fewest = 8
    /// Chance is ruled out below this probability.
    static let significance = 0.01

    let finding: Finding
    /// The quantile after by that before; nil where there are too few values.
    let ratio: Double?
    /// Of the rank test.
    let chance: Double?
    let counts: (before: Int, after: Int)

    init(after: [Double], before: [Double], quantile: Double, bound: GateBound) {
        counts = (before.count, after.count)
        guard before.count >= Self.fewest, after.count >= Self.fewest, let high = Quantile.of(after, quantile),
            let base = Quantile.of(before, quantile)
        else {
            let (fewer, which) = before.count < Self.fewest ? (before.count, "before") : (after.count, "after")
            finding = .tooFew("\(fewer) values from \(which) the change, \(Self.fewest) are needed")
            (ratio, chance) = (nil, nil)
            return
        }
        guard base > 0 else {
            finding = .tooFew("the baseline is 0, which nothing can be compared with")
            (ratio, chance) = (nil, nil)
            return
        }
        let found = high / base
        let probability = RankTest.chance(of: after, above: before)
        (ratio, chance) = (found, probability)
        finding =
            if bound.comparison.holds(found, bound.limit) {
                .within
            } else if probability < Self.significance {
                .beyond
            } else {
                .unproven
            }
    }

    static func == (left: Self, right: Self) -> Bool {
        left.finding == right.finding && left.ratio == right.ratio && left.chance == right.chance
            && left.counts == right.counts
    }

    /// The figures in words: `2.31x of 40 values from before (12 now; by chance 0.0004)`.
    func words(_ reference: String) -> String {
        switch finding {
        case .tooFew(let words): return "\(reference): \(words)"
        case .within, .beyond, .unproven:
            let chance = (chance ?? 1) < 0.0001 ? "< 0.0001" : FigureText.readable(chance ?? 1, .count)
            return "\(FigureText.readable(ratio ?? .nan, .factor)) of \(reference) "
                + "(\(counts.after) values now, \(counts.before) to compare with, by chance \(chance))"
        }
    }
}
