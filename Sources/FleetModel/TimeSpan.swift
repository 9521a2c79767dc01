/// A length of time in whole milliseconds, as people write it: `90s`, `2h`, `1m30s`, `250ms`.
///
/// Encoded as its number of milliseconds.
public struct TimeSpan: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// The longest span accepted: 366 days, in milliseconds.
    public static let maximumMilliseconds: Int64 = 366 * 86_400_000

    public static let zero = TimeSpan(clampingMilliseconds: 0)

    public let milliseconds: Int64

    /// Spans outside 0 … `maximumMilliseconds` are clamped to the nearer end.
    public init(clampingMilliseconds milliseconds: Int64) {
        self.milliseconds = min(max(milliseconds, 0), TimeSpan.maximumMilliseconds)
    }

    public static func milliseconds(_ count: Int64) -> TimeSpan { TimeSpan(clampingMilliseconds: count) }
    public static func seconds(_ count: Int64) -> TimeSpan {
        let (product, isOverflow) = count.multipliedReportingOverflow(by: 1000)
        return TimeSpan(clampingMilliseconds: isOverflow ? (count < 0 ? 0 : maximumMilliseconds) : product)
    }

    /// Reads one or more `<number><unit>` in falling order of unit: `d`, `h`, `m`, `s`, `ms`. Nil for anything else.
    public init?(_ text: some StringProtocol) {
        var rest = Substring(text)
        var total: Int64 = 0
        var smallest = Int64.max
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            let letters = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(letters.count)
            guard let count = Int64(digits), let scale = TimeSpan.units[String(letters)], scale < smallest else {
                return nil
            }
            smallest = scale
            let (part, isOverflow) = count.multipliedReportingOverflow(by: scale)
            guard !isOverflow, part <= TimeSpan.maximumMilliseconds else { return nil }
            total += part
        }
        guard total <= TimeSpan.maximumMilliseconds else { return nil }
        self.milliseconds = total
    }

    /// Without its fraction of a second, for people who watch.
    public var wholeSeconds: TimeSpan { TimeSpan(clampingMilliseconds: milliseconds / 1000 * 1000) }

    /// The shortest exact spelling that `init(_:)` reads back: `1h30m`, `0s`.
    public var description: String {
        guard milliseconds > 0 else { return "0s" }
        var rest = milliseconds
        var text = ""
        for (unit, scale) in [("d", Int64(86_400_000)), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)]
        where rest >= scale {
            text += "\(rest / scale)\(unit)"
            rest %= scale
        }
        return text
    }

    public static func < (left: TimeSpan, right: TimeSpan) -> Bool { left.milliseconds < right.milliseconds }
    public static func + (left: TimeSpan, right: TimeSpan) -> TimeSpan {
        TimeSpan(clampingMilliseconds: left.milliseconds + right.milliseconds)
    }
    /// Never negative: a shorter span less a longer one is zero.
    public static func - (left: TimeSpan, right: TimeSpan) -> TimeSpan {
        TimeSpan(clampingMilliseconds: left.milliseconds - right.milliseconds)
    }
    public static func * (left: TimeSpan, factor: Int) -> TimeSpan {
        let (product, isOverflow) = left.milliseconds.multipliedReportingOverflow(by: Int64(factor))
        return TimeSpan(clampingMilliseconds: isOverflow ? (factor < 0 ? 0 : maximumMilliseconds) : product)
    }

    public init(from decoder: any Decoder) throws {
        self.init(clampingMilliseconds: try decoder.singleValueContainer().decode(Int64.self))
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }

    private static let units: [String: Int64] = [
        "d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1,
    ]
}

/// A point on a monotonic clock of one controller process. It means nothing to another process and is never recorded.
public struct Moment: Hashable, Comparable, Sendable {
    /// Milliseconds since an arbitrary start.
    public let milliseconds: Int64
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    public static func < (left: Moment, right: Moment) -> Bool { left.milliseconds < right.milliseconds }
    public static func + (left: Moment, right: TimeSpan) -> Moment {
        Moment(milliseconds: left.milliseconds + right.milliseconds)
    }
    /// The time from `right` to `left`, zero if `right` is the later one.
    public static func - (left: Moment, right: Moment) -> TimeSpan {
        TimeSpan(clampingMilliseconds: left.milliseconds - right.milliseconds)
    }
}
