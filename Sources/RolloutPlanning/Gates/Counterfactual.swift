import FleetModel

/// What would have changed a verdict, in words.
struct Counterfactual {
    let gate: Gate
    /// The worst figure; nil when no node is expected.
    let worst: GateMeasurement.NodeFigure?

    var words: String {
        guard let worst else { return "a node to look at" }
        let name = worst.node.map { " on \($0)" } ?? ""
        let figures = gate.measure.figures.map(\.rawValue).joined(separator: " and ")
        switch worst.verdict {
        case .fail where worst.value == nil || !isBeyond(worst):
            return "usable samples of \(figures)\(name), none further apart than \(gate.staleAfter)"
        case .fail: return "\(gate.measure.words) \(gate.bound)\(name) would have passed"
        case .pass: return "\(gate.measure.words) \(opposite) on any node would have failed"
        case .inconclusive where worst.value != nil:
            return "more samples\(name), or a figure \(gate.bound)"
        case .inconclusive: return "usable samples of \(figures)\(name), none further apart than \(gate.staleAfter)"
        case .error: return "a look at \(figures)\(name) that comes through"
        }
    }

    private func isBeyond(_ figure: GateMeasurement.NodeFigure) -> Bool {
        guard let value = figure.value else { return false }
        return !gate.bound.comparison.holds(value, gate.bound.limit)
    }

    private var opposite: String {
        let sign =
            switch gate.bound.comparison {
            case .below: ">="
            case .atMost: ">"
            case .above: "<="
            case .atLeast: "<"
            case .equal: "other than "
            }
        return sign + gate.bound.description.drop { "<>=".contains($0) }
    }
}
