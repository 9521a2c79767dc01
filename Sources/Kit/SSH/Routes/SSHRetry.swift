/// How often, and after which pause, a connection is tried again that the server dropped before it heard anything of the user.
///
/// Never after an answer: a wrong host key, a refused login or a missing algorithm will be the same the next time.
public struct SSHRetry: Sendable, Hashable {
    public var times: Int
    /// Before the first further try; each one after it waits twice as long.
    public var pause: Duration
    /// Where the server says that it punishes this address. sshd forgives after 15 seconds at the earliest
    /// (`PerSourcePenalties min:15`).
    public var penaltyPause: Duration
    /// By which share of itself a pause may grow, from 0 to 1.
    public var jitter: Double

    public init(
        times: Int, pause: Duration = .seconds(1), penaltyPause: Duration = .seconds(16), jitter: Double = 0.5
    ) {
        self.times = times
        self.pause = pause
        self.penaltyPause = penaltyPause
        self.jitter = jitter
    }

    /// The first answer holds.
    public static let never = SSHRetry(times: 0)

    /// How long to wait before the next try; nil when there is to be none.
    ///
    /// - Parameters:
    ///   - turn: how many tries have followed the first.
    ///   - spread: from 0 up to 1, how much of the jitter is added.
    func pause(after error: SSHError, turn: Int, spread: Double) -> Duration? {
        guard turn < times, error.stage == .handshake else { return nil }
        let grown = 1 + jitter * spread
        if error.code == .turnedAway, error.reason == ServerRefusal.penalty.reason { return penaltyPause * grown }
        guard error.code == .turnedAway || error.code == .lostBeforeRequest else { return nil }
        return pause * Double(1 << turn) * grown
    }
}
