public import FleetModel

/// What a gate computes from the samples of its window before it holds the result against its limit.
public enum Measure: Sendable, Equatable {
    /// The newest value.
    case last(Figure)
    /// The lowest value of the window.
    case least(Figure)
    /// The highest value of the window.
    case greatest(Figure)
    /// The value that this share of the window's values does not exceed.
    case quantile(Figure, Double)
    /// How much a counter has grown; where it falls, the node was started anew and counted from nothing. Whole counts stay
    /// whole: nothing is extrapolated to the window's ends, unlike Prometheus' `increase`.
    case increase(Figure)
    /// The same by the seconds between the first and the last value.
    case rate(Figure)
    /// The increase of one counter as a share of the increases of several together.
    case share(of: Figure, among: [Figure])
    /// The highest share that one value had of another one of the same look: peers connected of peers configured. The
    /// highest, for a peer that is started anew is missed by everybody for a moment.
    case portion(Figure, of: Figure)
    /// By how much a value has changed from the first to the last of the window.
    case growth(Figure)
    /// The last value by the lowest one: how much memory has grown.
    case expansion(Figure)
    /// The highest of all nodes' newest values less the lowest: 0 when they are equal on all.
    case spread(Figure)
    /// The share of the nodes whose newest value is at least this. A node without one counts as below.
    case nodes(Figure, atLeast: Double)
    /// A quantile by the same one of the time before the change, and of the nodes that are not changed yet.
    case timesBaseline(Figure, quantile: Double)

    /// What has to be sampled for it.
    public var figures: [Figure] {
        switch self {
        case .last(let figure), .least(let figure), .greatest(let figure), .quantile(let figure, _),
            .increase(let figure), .rate(let figure), .growth(let figure), .expansion(let figure), .spread(let figure),
            .nodes(let figure, _), .timesBaseline(let figure, _):
            [figure]
        case .share(let one, let several): [one] + several.filter { $0 != one }
        case .portion(let one, let whole): [one, whole]
        }
    }

    /// What its result is counted in.
    public var unit: FigureUnit {
        switch self {
        case .last(let figure), .least(let figure), .greatest(let figure), .quantile(let figure, _),
            .increase(let figure), .growth(let figure), .spread(let figure):
            figure.facts.unit
        // Seconds of a processor in each second.
        case .rate(.processorTime): .share
        case .rate: .perSecond
        case .share, .portion, .nodes: .share
        case .expansion, .timesBaseline: .factor
        }
    }

    /// True for one result of all nodes together.
    var isOfTheFleet: Bool {
        switch self {
        case .spread, .nodes: true
        default: false
        }
    }

    /// The fewest samples of a node that say anything.
    var fewestSamples: Int {
        switch self {
        case .last, .least, .greatest, .portion, .spread, .nodes: 1
        case .quantile: 5
        case .timesBaseline: BaselineComparison.fewest
        case .increase, .rate, .share, .growth, .expansion: 2
        }
    }

    /// True when more samples could only make a failure worse: then samples that are missing do not hide it.
    func isFailureCertain(_ bound: GateBound) -> Bool {
        switch self {
        case .increase, .greatest: bound.comparison.isUpperLimit || bound.comparison == .equal && bound.limit == 0
        case .least: bound.comparison.isLowerLimit
        default: false
        }
    }

    /// In words, for a verdict's rule.
    public var words: String {
        switch self {
        case .last(let figure): "newest \(figure.rawValue)"
        case .least(let figure): "lowest \(figure.rawValue)"
        case .greatest(let figure): "highest \(figure.rawValue)"
        case .quantile(let figure, let portion): "p\(FigureText.readable(portion * 100, .count)) of \(figure.rawValue)"
        case .increase(let figure): "increase of \(figure.rawValue)"
        case .rate(let figure): "rate of \(figure.rawValue)"
        case .share(let one, let several):
            "share of \(one.rawValue) among \(several.map(\.rawValue).joined(separator: " + "))"
        case .portion(let one, let whole): "highest share of \(one.rawValue) of \(whole.rawValue)"
        case .growth(let figure): "growth of \(figure.rawValue)"
        case .expansion(let figure): "newest \(figure.rawValue) by the lowest"
        case .spread(let figure): "highest \(figure.rawValue) of all nodes less the lowest"
        case .nodes(let figure, let least):
            "share of nodes with \(figure.rawValue) >= \(FigureText.readable(least, figure.facts.unit))"
        case .timesBaseline(let figure, let portion):
            "p\(FigureText.readable(portion * 100, .count)) of \(figure.rawValue) by its baseline"
        }
    }
}
