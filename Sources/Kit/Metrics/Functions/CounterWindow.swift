/// What a counter was seen at within a span of time, and how much it rose there.
///
/// The rule is that of Prometheus' `increase` and `rate` (2.x, promql/functions.go): a fall is a restart from zero, and
/// what was seen is stretched to the ends of the window, though never further than half a usual interval past a gap and
/// never below the counter's zero.
public struct CounterWindow: Sendable, Equatable {
    public struct Point: Sendable, Equatable {
        /// Milliseconds, on whatever clock the window's ends are on.
        public var time: Int64
        public var value: Double

        public init(time: Int64, value: Double) {
            self.time = time
            self.value = value
        }
    }

    /// Milliseconds; both ends belong to the window.
    public let start: Int64
    public let end: Int64
    /// Those within the window, oldest first.
    public let points: [Point]

    /// - Parameter points: in any order. Points outside the window are left out, and of several at one time all but the
    ///   last given.
    public init(from start: Int64, to end: Int64, _ points: [Point]) {
        self.start = start
        self.end = end
        var latest: [Int64: Double] = [:]
        for point in points where point.time >= start && point.time <= end { latest[point.time] = point.value }
        self.points = latest.map { Point(time: $0.key, value: $0.value) }.sorted { $0.time < $1.time }
    }

    /// How often the counter fell, which is how often its process started anew.
    public var resets: Int { zip(points, points.dropFirst()).count { $1.value < $0.value } }

    /// How much the counter rose, stretched to the window; nil when there are fewer than two points.
    public var increase: Double? {
        guard let seen, let stretch else { return nil }
        return seen * stretch
    }

    /// `increase` for each second of the window.
    public var rate: Double? {
        guard let seen, let stretch else { return nil }
        return seen * (stretch / (Double(end - start) / 1000))
    }

    /// How much the counter rose between the first point and the last.
    public var seen: Double? {
        guard points.count > 1, let first = points.first, let last = points.last else { return nil }
        var rise = last.value - first.value
        for (earlier, later) in zip(points, points.dropFirst()) where later.value < earlier.value {
            rise += earlier.value
        }
        return rise
    }

    /// By what the rise is multiplied to stand for the whole window.
    private var stretch: Double? {
        guard points.count > 1, let first = points.first, let last = points.last, let rise = seen else { return nil }
        let covered = Double(last.time - first.time) / 1000
        let interval = covered / Double(points.count - 1)
        let threshold = interval * 1.1
        var before = Double(first.time - start) / 1000
        if rise > 0, first.value >= 0 {
            // At this pace the counter was zero so long before its first point.
            before = min(before, covered * (first.value / rise))
        }
        let after = Double(end - last.time) / 1000
        let stretched =
            covered + (before < threshold ? before : interval / 2) + (after < threshold ? after : interval / 2)
        return stretched / covered
    }
}
