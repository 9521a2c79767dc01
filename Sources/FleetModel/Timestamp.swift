/// A second of civil time in UTC, as manifests and people write it: `2027-02-20T00:00:00Z` (RFC 3339).
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Whole seconds since 1970-01-01T00:00:00Z, leap seconds left out.
    public let seconds: Int64

    /// The first second of 1970 and the last of 9999.
    private static let range: ClosedRange<Int64> = 0...253_402_300_799

    /// Seconds outside of 1970 to 9999 are clamped to the nearer end.
    public init(clampingSeconds seconds: Int64) {
        self.seconds = min(max(seconds, Self.range.lowerBound), Self.range.upperBound)
    }

    /// Reads `YYYY-MM-DDTHH:MM:SSZ` and nothing else. Nil also for a day that no calendar has.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        let form = Array("0000-00-00T00:00:00Z".utf8)
        guard bytes.count == form.count else { return nil }
        var numbers: [Int64] = [0]
        for (byte, expected) in zip(bytes, form) {
            if expected != UInt8(ascii: "0") {
                guard byte == expected else { return nil }
                numbers.append(0)
            } else {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + Int64(byte - UInt8(ascii: "0"))
            }
        }
        let (year, month, day) = (numbers[0], numbers[1], numbers[2])
        let (hour, minute, second) = (numbers[3], numbers[4], numbers[5])
        guard year >= 1970, (1...12).contains(month), day >= 1, hour < 24, minute < 60, second < 60 else { return nil }
        let days = Self.days(toYear: year, month: month, day: day)
        seconds = days * 86_400 + hour * 3600 + minute * 60 + second
        // A day beyond the end of its month would be written as one of the next.
        guard description == String(text) else { return nil }
    }

    public var description: String {
        let (date, time) = (seconds / 86_400, seconds % 86_400)
        let (year, month, day) = Self.civil(fromDays: date)
        func padded(_ number: Int64, _ width: Int = 2) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        return "\(padded(year, 4))-\(padded(month))-\(padded(day))"
            + "T\(padded(time / 3600)):\(padded(time / 60 % 60)):\(padded(time % 60))Z"
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.seconds < right.seconds }

    /// The time from `right` to `left`, zero if `right` is the later one.
    public static func - (left: Timestamp, right: Timestamp) -> TimeSpan { .seconds(left.seconds - right.seconds) }

    // MARK: - The proleptic Gregorian calendar, in years that start in March, so that the leap day is their last.

    private static let daysFromMarchOfYearZero: Int64 = 719_468

    private static func days(toYear year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        let monthsSinceMarch = (month + 9) % 12
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + (153 * monthsSinceMarch + 2) / 5 + day - 1
            - daysFromMarchOfYearZero
    }

    private static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + daysFromMarchOfYearZero
        // The first guess is at most one year too late.
        var year = shifted * 400 / 146_097 + 1
        while Self.days(toYear: year, month: 3, day: 1) > days { year -= 1 }
        let dayOfYear = days - Self.days(toYear: year, month: 3, day: 1)
        let monthsSinceMarch = (5 * dayOfYear + 2) / 153
        let month = (monthsSinceMarch + 2) % 12 + 1
        return (month > 2 ? year : year + 1, month, dayOfYear - (153 * monthsSinceMarch + 2) / 5 + 1)
    }
}
