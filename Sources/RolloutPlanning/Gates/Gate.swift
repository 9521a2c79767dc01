public import FleetModel

/// A condition over the samples of a window, with a verdict.
public struct Gate: Sendable, Equatable {
    public let name: GateName
    public let measure: Measure
    public let bound: GateBound
    /// How far back a measurement looks.
    public let window: TimeSpan
    /// A sample that is older says nothing of now; a stretch without one that is longer is a hole.
    public let staleAfter: TimeSpan
    public let limits: GateLimits
    public let onMissing: MissingSamples
    /// True when a value of NaN or infinity fails the node. Otherwise it is missing; it is never good.
    public let failsOnNonFinite: Bool
    /// What it stands for, in a few words.
    public let meaning: String
    /// Where its limit comes from, such as `seed 004`.
    public let origin: String

    public init(
        name: GateName, measure: Measure, bound: GateBound, window: TimeSpan, staleAfter: TimeSpan,
        limits: GateLimits = .standard, onMissing: MissingSamples = .inconclusive, failsOnNonFinite: Bool = false,
        meaning: String, origin: String
    ) {
        self.name = name
        self.measure = measure
        self.bound = bound
        self.window = window
        self.staleAfter = staleAfter
        self.limits = limits
        self.onMissing = onMissing
        self.failsOnNonFinite = failsOnNonFinite
        self.meaning = meaning
        self.origin = origin
    }

    /// The name with its limit, as playbooks write it.
    public var choice: GateChoice { GateChoice(name: name, bound: bound) }

    /// The whole rule in words: `error-rate: share of server_errors among requests <0.1% over 5m`.
    public var rule: String { "\(name): \(measure.words) \(bound) over \(window)" }

    /// The same gate with another limit, window or limits.
    public func with(bound: GateBound? = nil, window: TimeSpan? = nil, limits: GateLimits? = nil) -> Gate {
        Gate(
            name: name, measure: measure, bound: bound ?? self.bound, window: window ?? self.window,
            staleAfter: staleAfter, limits: limits ?? self.limits, onMissing: onMissing,
            failsOnNonFinite: failsOnNonFinite, meaning: meaning, origin: origin)
    }
}
