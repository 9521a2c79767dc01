internal import FleetModel
internal import YAML

/// Reads `deadlines:` of a playbook.
enum DeadlineReader {
    /// Looking more often than this would load a node more than it tells.
    static let shortestPoll = TimeSpan.milliseconds(50)
    /// No clock of a rollout but a bake runs longer.
    static let longest = TimeSpan.seconds(7 * 86_400)

    private static let keys = ["healthy", "recovery", "progress", "min_healthy", "max_gap", "poll"]

    /// The deadlines, each checked against those that it has to fit; nil when one is wrong.
    static func read(_ field: Field, _ findings: inout Findings) -> Deadlines? {
        guard let fields = Fields(field.node, of: "deadlines", keys: keys, &findings) else { return nil }
        let standard = Deadlines.standard
        func span(_ name: String, _ value: TimeSpan, from least: TimeSpan = .seconds(1)) -> TimeSpan? {
            fields[name].map { findings.span($0, in: least...longest) } ?? value
        }
        let healthy = span("healthy", standard.healthy)
        let recovery = span("recovery", standard.recovery)
        let progress = span("progress", standard.progress)
        let minimum = span("min_healthy", standard.minimumHealthy, from: .zero)
        let gap = span("max_gap", standard.maximumGap)
        let poll = span("poll", standard.poll, from: shortestPoll)
        guard let healthy, let recovery, let progress, let minimum, let gap, let poll else { return nil }
        let pairs = [
            (("min_healthy", minimum), ("healthy", healthy), "no node would ever count as healthy"),
            (("healthy", healthy), ("progress", progress), "the run would hold while it waits for a node"),
            (("poll", poll), ("max_gap", gap), "every look would come too late for a bake"),
            (("poll", poll), ("healthy", healthy), "a node would be given up before it was looked at"),
            (("poll", poll), ("recovery", recovery), "a node would be given up before it was looked at"),
        ]
        for (short, long, consequence) in pairs where short.1 > long.1 {
            // At least one of the two was written: the standard ones fit each other.
            guard let mark = (fields[short.0] ?? fields[long.0])?.mark else { continue }
            findings.error(
                "\(short.0) (\(short.1)) is longer than \(long.0) (\(long.1))", at: mark, hint: consequence)
        }
        return Deadlines(
            healthy: healthy, recovery: recovery, progress: progress, minimumHealthy: minimum, maximumGap: gap,
            poll: poll)
    }
}
