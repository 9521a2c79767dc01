internal import FleetModel
internal import YAML

/// Reads `ssh:` of a project. What is left out has the default of `SSHLimits`.
enum SSHLimitsReader {
    /// The bounds of each limit: below, work would stop; above, servers or this machine's memory would.
    private enum Bounds {
        static let handshakes: ClosedRange<UInt64> = 1...1024
        static let handshakesPerServer: ClosedRange<UInt64> = 1...100
        static let uploads: ClosedRange<UInt64> = 1...512
        static let kept: ClosedRange<UInt64> = 1024...(1 << 30)
        static let stage = TimeSpan.milliseconds(100)...TimeSpan.seconds(600)
        static let command = TimeSpan.seconds(1)...TimeSpan.seconds(86_400)
        static let retries: ClosedRange<UInt64> = 0...10
        static let pause = TimeSpan.milliseconds(10)...TimeSpan.seconds(60)
        static let penaltyPause = TimeSpan.seconds(1)...TimeSpan.seconds(900)
        static let jitter = 0...100
    }

    private static let keys = [
        "handshakes", "handshakes_per_server", "uploads", "output", "errors", "deadlines", "retry",
    ]
    private static let explained = [
        "forks": "it is an option of run and copy: --forks",
        "timeout": "it stands below deadlines: command",
        "retries": "it stands below retry: times",
        "port": "it stands in the inventory or in ssh_config",
        "user": "it stands in the inventory or in ssh_config",
    ]

    /// Nil when something is wrong: then there is an error.
    static func read(_ field: Field, _ findings: inout Findings) -> SSHLimits? {
        guard let fields = Fields(field.node, of: "ssh", keys: keys, explained: explained, &findings) else {
            return nil
        }
        var limits = SSHLimits.standard
        func number(_ name: String, _ bounds: ClosedRange<UInt64>, _ standard: Int) -> Int? {
            fields[name].map { findings.number($0, in: bounds).map { Int($0) } } ?? standard
        }
        func bytes(_ name: String, _ standard: Int) -> Int? {
            fields[name].map { findings.byteCount($0, in: Bounds.kept) } ?? standard
        }
        let handshakes = number("handshakes", Bounds.handshakes, limits.handshakes)
        let perServer = number("handshakes_per_server", Bounds.handshakesPerServer, limits.handshakesPerServer)
        let uploads = number("uploads", Bounds.uploads, limits.uploads)
        let output = bytes("output", limits.output)
        let errors = bytes("errors", limits.errors)
        let deadlines = fields["deadlines"].map { readDeadlines($0, &findings) } ?? limits.deadlines
        let retry = fields["retry"].map { readRetry($0, &findings) } ?? limits.retry
        guard let handshakes, let perServer, let uploads, let output, let errors, let deadlines, let retry else {
            return nil
        }
        (limits.handshakes, limits.handshakesPerServer, limits.uploads) = (handshakes, perServer, uploads)
        (limits.output, limits.errors, limits.deadlines, limits.retry) = (output, errors, deadlines, retry)
        return limits
    }

    private static func readDeadlines(_ field: Field, _ findings: inout Findings) -> SSHLimits.Deadlines? {
        let keys = ["resolve", "connect", "handshake", "authenticate", "command"]
        guard let fields = Fields(field.node, of: "deadlines", keys: keys, &findings) else { return nil }
        let standard = SSHLimits.standard.deadlines
        func span(_ name: String, _ value: TimeSpan, _ bounds: ClosedRange<TimeSpan> = Bounds.stage) -> TimeSpan? {
            fields[name].map { findings.span($0, in: bounds) } ?? value
        }
        let resolve = span("resolve", standard.resolve)
        let connect = span("connect", standard.connect)
        let handshake = span("handshake", standard.handshake)
        let authenticate = span("authenticate", standard.authenticate)
        let command = span("command", standard.command, Bounds.command)
        guard let resolve, let connect, let handshake, let authenticate, let command else { return nil }
        var deadlines = standard
        (deadlines.resolve, deadlines.connect, deadlines.handshake) = (resolve, connect, handshake)
        (deadlines.authenticate, deadlines.command) = (authenticate, command)
        return deadlines
    }

    private static func readRetry(_ field: Field, _ findings: inout Findings) -> SSHLimits.Retry? {
        let keys = ["times", "pause", "penalty_pause", "jitter"]
        guard let fields = Fields(field.node, of: "retry", keys: keys, &findings) else { return nil }
        var retry = SSHLimits.standard.retry
        let times = fields["times"].map { findings.number($0, in: Bounds.retries).map { Int($0) } } ?? retry.times
        let pause = fields["pause"].map { findings.span($0, in: Bounds.pause) } ?? retry.pause
        let penalty = fields["penalty_pause"].map { findings.span($0, in: Bounds.penaltyPause) } ?? retry.penaltyPause
        let jitter = fields["jitter"].map { findings.percent($0, in: Bounds.jitter) } ?? retry.jitter
        guard let times, let pause, let penalty, let jitter else { return nil }
        (retry.times, retry.pause, retry.penaltyPause, retry.jitter) = (times, pause, penalty, jitter)
        return retry
    }
}
