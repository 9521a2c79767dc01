internal import FoundationEssentials

extension ConfigurationReader {
    /// Seconds since 1970 of the latest time that is taken: the beginning of 2100.
    private static let latest: Int64 = 4_102_444_800

    /// Milliseconds since 1970 (UTC), from `2026-01-01T00:00:00Z` or whole seconds since 1970.
    mutating func moment(_ name: String) -> Int64? {
        guard let said = text(name) else { return nil }
        let seconds =
            Int64(said) ?? (try? Date(said, strategy: .iso8601)).map { Int64($0.timeIntervalSince1970.rounded()) }
        guard let seconds, (0...Self.latest).contains(seconds) else {
            object(name, "'\(said)' is no time from 1970 to 2099 such as 2026-01-01T00:00:00Z")
            return nil
        }
        return seconds * 1000
    }
}
