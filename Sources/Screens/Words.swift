import FleetModel

/// `1 node`, `2 nodes`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

/// A list for one line, cut after `limit` with the number of those left out.
func listed(_ hosts: [HostID], limit: Int = 6) -> String {
    let shown = hosts.prefix(limit).map(\.rawValue).joined(separator: " ")
    return hosts.count > limit ? "\(shown) … (\(hosts.count - limit) more)" : shown
}

extension TimeSpan {
    /// Whole seconds at most, for people: `4s`, `1m05s`, `2h 04m`.
    var rough: String {
        let seconds = milliseconds / 1000
        if seconds < 60 {
            return milliseconds < 10_000 ? "\(milliseconds / 100 / 10).\(milliseconds / 100 % 10)s" : "\(seconds)s"
        }
        if seconds < 3600 { return "\(seconds / 60)m\(twoDigits(seconds % 60))s" }
        return "\(seconds / 3600)h \(twoDigits(seconds / 60 % 60))m"
    }

    /// `00:03:12`.
    var clock: String {
        let seconds = milliseconds / 1000
        return "\(twoDigits(seconds / 3600)):\(twoDigits(seconds / 60 % 60)):\(twoDigits(seconds % 60))"
    }
}

private func twoDigits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
