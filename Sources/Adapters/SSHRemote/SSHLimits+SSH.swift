import FleetModel
import SSH

/// A project's limits as the kit takes them.
extension SSHConnectionLimits {
    convenience init(_ limits: SSHLimits) {
        self.init(
            perServer: limits.handshakesPerServer, perProcess: limits.handshakes,
            retry: SSHRetry(
                times: limits.retry.times, pause: Duration(limits.retry.pause),
                penaltyPause: Duration(limits.retry.penaltyPause), jitter: Double(limits.retry.jitter) / 100))
    }
}

extension SSHDeadlines {
    init(_ deadlines: SSHLimits.Deadlines) {
        self.init(
            resolve: Duration(deadlines.resolve), connect: Duration(deadlines.connect),
            handshake: Duration(deadlines.handshake), authenticate: Duration(deadlines.authenticate))
    }
}

extension Duration {
    init(_ span: TimeSpan) { self = .milliseconds(span.milliseconds) }
}
