/// A point in civil time in whole milliseconds, for samples: unlike a `Moment` it means the same to every process.
public struct Instant: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// Since 1970-01-01T00:00:00Z, leap seconds left out.
    public let milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// The time of day in UTC, to the second: `14:02:31`.
    public var description: String {
        String(Timestamp(clampingSeconds: milliseconds / 1000).description.dropFirst("0000-00-00T".count).dropLast())
    }

    public static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }
    public static func + (left: Instant, right: TimeSpan) -> Instant {
        Instant(milliseconds: left.milliseconds + right.milliseconds)
    }
    public static func - (left: Instant, right: TimeSpan) -> Instant {
        Instant(milliseconds: left.milliseconds - right.milliseconds)
    }
    /// The time from `right` to `left`, zero if `right` is the later one.
    public static func - (left: Instant, right: Instant) -> TimeSpan {
        TimeSpan(clampingMilliseconds: left.milliseconds - right.milliseconds)
    }

    public init(from decoder: any Decoder) throws {
        self.init(milliseconds: try decoder.singleValueContainer().decode(Int64.self))
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}
