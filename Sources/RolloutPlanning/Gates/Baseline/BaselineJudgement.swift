import FleetModel

/// A node's figure held against its own from before the change, and against the nodes which are not changed yet.
///
/// | own baseline | unchanged nodes | verdict |
/// |---|---|---|
/// | within | any | pass: the node is as it was |
/// | beyond | beyond, or none left | fail |
/// | beyond | within | inconclusive: those without the change have become as slow |
/// | none | within / beyond | pass / fail by them alone |
/// | too few or unproven | any | inconclusive |
struct BaselineJudgement {
    let verdict: GateVerdict
    /// By the node's own baseline where there is one.
    let ratio: Double?
    let words: String

    init(after: [Double], own: [Double], unchanged: [Double], quantile: Double, bound: GateBound) {
        let byOwn = BaselineComparison(after: after, before: own, quantile: quantile, bound: bound)
        let byOthers = BaselineComparison(after: after, before: unchanged, quantile: quantile, bound: bound)
        let deciding = own.isEmpty ? byOthers : byOwn
        ratio = deciding.ratio
        switch (own.isEmpty, deciding.finding) {
        case (_, .within): verdict = .pass
        case (true, .beyond): verdict = .fail
        case (false, .beyond):
            // Too few of the others to tell clear nobody.
            verdict = byOthers.finding == .within ? .inconclusive : .fail
        case (_, .unproven), (_, .tooFew): verdict = .inconclusive
        }
        var parts: [String] = []
        if !own.isEmpty { parts.append(byOwn.words("its own baseline")) }
        if !unchanged.isEmpty { parts.append(byOthers.words("the unchanged nodes")) }
        words =
            parts.isEmpty
            ? "no baseline: nothing was recorded before the change, and no node is unchanged"
            : parts.joined(separator: "; ")
    }
}
