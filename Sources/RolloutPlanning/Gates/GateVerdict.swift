/// What one measurement of a gate says, or the whole gate.
public enum GateVerdict: String, Sendable, Codable, CaseIterable {
    case pass
    /// Too little is known: samples are missing, stale or too few. Somebody waits or looks; nothing is taken back for it.
    case inconclusive
    /// The looking itself went wrong, on this side.
    case error
    case fail

    /// Of several, the worst decides: fail before error before inconclusive before pass.
    var badness: Int {
        switch self {
        case .pass: 0
        case .inconclusive: 1
        case .error: 2
        case .fail: 3
        }
    }
}

/// What missing samples mean. There is no setting by which they pass.
public enum MissingSamples: String, Sendable, Codable {
    case inconclusive, fail

    var verdict: GateVerdict {
        switch self {
        case .inconclusive: .inconclusive
        case .fail: .fail
        }
    }
}
