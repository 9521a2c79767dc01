public import FleetModel

/// Counts the measurements of one gate over a bake and holds each kind against its own limit.
///
/// A limit is exceeded, not reached. Where several are exceeded the worst decides: fail before error before inconclusive. A
/// gate has passed when no limit is exceeded *and* its last measurement passed: one that was never measured has not.
public struct GateTally: Sendable, Equatable {
    public let limits: GateLimits
    public private(set) var passes = 0
    public private(set) var failures = 0
    public private(set) var inconclusive = 0
    public private(set) var errors = 0
    public private(set) var consecutiveErrors = 0
    /// True from the moment when there were more errors in a row than may be.
    private var hadTooManyErrors = false
    public private(set) var last: GateMeasurement?

    public init(limits: GateLimits) { self.limits = limits }

    public mutating func took(_ measurement: GateMeasurement) {
        last = measurement
        if measurement.verdict != .error { consecutiveErrors = 0 }
        switch measurement.verdict {
        case .pass: passes += 1
        case .fail: failures += 1
        case .inconclusive: inconclusive += 1
        case .error:
            errors += 1
            consecutiveErrors += 1
            if consecutiveErrors > limits.consecutiveErrors { hadTooManyErrors = true }
        }
    }

    /// The verdict that no further measurement changes for the better; nil while all limits hold.
    public var decided: GateVerdict? {
        if failures > limits.failures { return .fail }
        if hadTooManyErrors { return .error }
        return inconclusive > limits.inconclusive ? .inconclusive : nil
    }

    /// The verdict if the bake ended now.
    public var verdict: GateVerdict {
        if let decided { return decided }
        return last?.verdict == .pass ? .pass : .inconclusive
    }

    /// The verdict's arithmetic in one line: `failures 2 > failure_limit 1`.
    public var words: String {
        switch decided {
        case .fail: return "failures \(failures) > failure_limit \(limits.failures)"
        case .error:
            return "more errors in a row than consecutive_error_limit \(limits.consecutiveErrors)"
        case .inconclusive: return "inconclusive \(inconclusive) > inconclusive_limit \(limits.inconclusive)"
        case .pass, nil: break
        }
        guard let last else { return "never measured" }
        guard last.verdict == .pass else { return "the last measurement was \(last.verdict.rawValue)" }
        let rest = [(failures, "failed"), (inconclusive, "inconclusive"), (errors, "in error")]
            .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return "\(passes) passed" + (rest.isEmpty ? "" : ", within limits: " + rest.joined(separator: ", "))
    }
}
