import FleetModel

/// What a measure gave for one node, or for all together.
struct Measured: Equatable {
    enum Result: Equatable {
        case value(Double)
        /// Compared with a baseline, which has judged already.
        case compared(Double?, GateVerdict)
        case nothing
    }

    let result: Result
    /// Why the result does not speak for the whole window; nil when it does.
    var holes: String?
    /// Why nothing is known, and the fault is on this side; nil otherwise.
    var error: String?
    /// What stands beside the figure, for people.
    var note: String?
    var usable = 0
    var unusable = 0
}

extension Measure {
    /// For one node.
    ///
    /// - Parameter stretches: of the figures, in the order of `figures`.
    func ofNode(_ stretches: [SampleStretch], _ bound: GateBound) -> Measured {
        guard let first = stretches.first else { return Measured(result: .nothing, holes: "no sample") }
        var holes: String?
        for (stretch, figure) in zip(stretches, figures) where holes == nil {
            holes = stretch.holes(atLeast: fewestSamples).map { stretches.count > 1 ? "\(figure.rawValue): \($0)" : $0 }
        }
        let enough = stretches.allSatisfy { $0.points.count >= fewestSamples }
        let value = enough ? number(first, stretches) : nil
        if enough, value == nil, holes == nil { holes = nothingHappened }
        return Measured(
            result: value.map { .value($0) } ?? .nothing, holes: holes,
            error: stretches.lazy.compactMap(\.lastError).first,
            usable: stretches.map(\.points.count).min() ?? 0, unusable: stretches.map(\.unusable).reduce(0, +))
    }

    /// Nil where a divisor is zero.
    private func number(_ first: SampleStretch, _ all: [SampleStretch]) -> Double? {
        let values = first.points.map(\.value)
        switch self {
        case .last: return values.last
        case .least: return values.min()
        case .greatest: return values.max()
        case .quantile(_, let portion): return Quantile.of(values, portion)
        case .increase: return first.increase
        case .rate: return first.seconds > 0 ? first.increase / first.seconds : nil
        case .growth:
            guard let start = values.first, let end = values.last else { return nil }
            return end - start
        case .expansion:
            guard let end = values.last, let least = values.min(), least > 0 else { return nil }
            return end / least
        case .share(let one, let several):
            let increases = Dictionary(zip(figures, all.map(\.increase))) { first, _ in first }
            let whole = several.reduce(0) { $0 + (increases[$1] ?? 0) }
            return whole > 0 ? (increases[one] ?? 0) / whole : nil
        case .portion:
            guard all.count > 1 else { return nil }
            return first.highestShare(of: all[1])
        case .spread, .nodes, .timesBaseline: return nil
        }
    }

    private var nothingHappened: String {
        switch self {
        case .share(_, let several): "\(several.map(\.rawValue).joined(separator: " and ")) did not grow"
        case .portion(_, let whole): "no look had a \(whole.rawValue) above 0"
        case .expansion(let figure): "\(figure.rawValue) was 0"
        default: "nothing to divide by"
        }
    }

    /// For all nodes together.
    func ofFleet(_ stretches: [HostID: SampleStretch]) -> Measured {
        let newest = stretches.compactMapValues {
            $0.holes(atLeast: fewestSamples) == nil ? $0.points.last?.value : nil
        }
        var measured = Measured(
            result: .nothing, usable: newest.count,
            unusable: stretches.values.reduce(0) { $0 + $1.unusable })
        let holes = stretches.keys.sorted().compactMap { node in
            stretches[node]?.holes(atLeast: fewestSamples).map { "\(node): \($0)" }
        }
        switch self {
        case .spread:
            let ordered = newest.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
            guard let low = ordered.first, let high = ordered.last else { break }
            measured = measured.with(high.value - low.value)
            measured.note = "\(low.key) \(Self.plain(low.value)), \(high.key) \(Self.plain(high.value))"
            measured.holes = holes.first
        case .nodes(_, let least):
            let good = newest.count { $0.value >= least }
            // One that nothing is known of counts as bad; of none that is known, nothing can be said.
            if !newest.isEmpty { measured = measured.with(Double(good) / Double(stretches.count)) }
            let bad = stretches.keys.filter { (newest[$0] ?? -.infinity) < least }.sorted()
            measured.note = "\(good) of \(stretches.count)" + (bad.first.map { ", not \($0)" } ?? "")
        default: break
        }
        if measured.result == .nothing { measured.holes = holes.first ?? "no node is expected" }
        if measured.holes != nil {
            measured.error = stretches.keys.sorted().lazy.compactMap { stretches[$0]?.lastError }.first
        }
        return measured
    }

    private static func plain(_ value: Double) -> String { FigureText.readable(value, .count) }

    /// Of the fleet's nodes, for a figure that is compared with its baseline.
    func againstBaseline(
        _ stretch: SampleStretch, own: [Double], unchanged: [Double], _ bound: GateBound
    ) -> Measured {
        guard case .timesBaseline(_, let quantile) = self else {
            return Measured(result: .nothing, holes: "no baseline")
        }
        let after = stretch.points.map(\.value)
        var measured = Measured(
            result: .nothing, holes: stretch.holes(atLeast: fewestSamples), error: stretch.lastError,
            usable: after.count, unusable: stretch.unusable)
        guard measured.holes == nil else { return measured }
        let judged = BaselineJudgement(after: after, own: own, unchanged: unchanged, quantile: quantile, bound: bound)
        measured = Measured(
            result: .compared(judged.ratio, judged.verdict), error: stretch.lastError, note: judged.words,
            usable: after.count, unusable: stretch.unusable)
        return measured
    }
}

extension Measured {
    fileprivate func with(_ value: Double) -> Measured {
        Measured(result: .value(value), holes: holes, error: error, note: note, usable: usable, unusable: unusable)
    }
}

extension SampleStretch {
    /// Seconds from the first usable sample to the last.
    var seconds: Double {
        guard let first = points.first, let last = points.last else { return 0 }
        return Double((last.at - first.at).milliseconds) / 1000
    }

    /// What a counter has grown by; a fall is a new start from nothing.
    var increase: Double {
        zip(points, points.dropFirst()).reduce(0) { sum, pair in
            sum + (pair.1.value >= pair.0.value ? pair.1.value - pair.0.value : pair.1.value)
        }
    }

    /// The highest share of the value of the same look in `whole`, which is above 0; nil where there is none.
    func highestShare(of whole: SampleStretch) -> Double? {
        let wholes = Dictionary(whole.points.map { ($0.at, $0.value) }) { first, _ in first }
        return points.compactMap { point in
            guard let all = wholes[point.at], all > 0 else { return nil }
            return point.value / all
        }.max()
    }
}
