public import FleetModel
public import RolloutPlanning

/// Where samples are kept: raw ones for an hour, a line for each minute for 35 days. Nothing is folded into a run's state.
public protocol Samples: Sendable {
    /// Keeps samples. One that is there already, by node, figure and time, is left as it is.
    func record(_ samples: [Sample]) async throws(LedgerFailure)
    /// Raw samples in a span, in order of time.
    func samples(_ figure: Figure, of node: HostID, in span: ClosedRange<Instant>) async throws(LedgerFailure)
        -> [Sample]
    /// The lines of minutes that begin in a span, in order of time. A minute in which nothing was seen has none.
    func minutes(
        _ figure: Figure, of node: HostID, in span: ClosedRange<Instant>
    ) async throws(LedgerFailure) -> [SampleMinute]
    /// Removes what is too old, a bounded piece at a time; true when there is more to remove.
    func prune(at now: Instant) async throws(LedgerFailure) -> Bool
}

/// What one minute's samples of one figure of one node amount to.
public struct SampleMinute: Sendable, Equatable {
    /// Its first millisecond.
    public let start: Instant
    /// Of the usable values; nil when there was none.
    public let least: Double?
    public let greatest: Double?
    /// The usable value that is nearest to the minute's end.
    public let last: Double?
    /// Usable values.
    public let usable: Int
    /// Stale, late and broken ones, NaN and infinities.
    public let bad: Int
    /// Looks that the node did not answer.
    public let missing: Int

    public init(
        start: Instant, least: Double?, greatest: Double?, last: Double?, usable: Int, bad: Int, missing: Int
    ) {
        self.start = start
        self.least = least
        self.greatest = greatest
        self.last = last
        self.usable = usable
        self.bad = bad
        self.missing = missing
    }
}
