public import FleetModel

/// Why a gate cannot be what a playbook says.
public enum GateProblem: Error, Equatable {
    case unknownName(GateName)
    /// The limit is counted in something else than the gate's figure; the gate with its own limit shows how it is written.
    case wrongUnit(Gate)
    /// `error-rate>0.1%` would pass on what is bad.
    case wrongSide(Gate)
    /// Shorter than two samples can lie apart.
    case shortWindow(Gate, least: TimeSpan)
}

extension StandardGates {
    /// The gate that a playbook means.
    public static func gate(_ choice: GateChoice) throws(GateProblem) -> Gate {
        guard let gate = named(choice.name) else { throw .unknownName(choice.name) }
        if let bound = choice.bound {
            guard bound.unit == gate.bound.unit else { throw .wrongUnit(gate) }
            let isSameSide =
                switch bound.comparison {
                case .equal: gate.canBeMetExactly
                case .below, .atMost: !gate.wantsMore
                case .above, .atLeast: gate.wantsMore
                }
            guard isSameSide else { throw .wrongSide(gate) }
        }
        if let window = choice.window, window < gate.staleAfter {
            throw .shortWindow(gate, least: gate.staleAfter)
        }
        return gate.with(bound: choice.bound, window: choice.window, limits: choice.limits)
    }
}

extension Gate {
    /// True when more is better.
    fileprivate var wantsMore: Bool {
        bound.comparison.isLowerLimit || bound.comparison == .equal && measure.unit == .share
    }

    /// False for what is measured and never exactly met.
    fileprivate var canBeMetExactly: Bool { measure.unit == .count || measure.unit == .share }
}
