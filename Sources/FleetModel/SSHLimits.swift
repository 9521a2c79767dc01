/// How hard servers are leaned on, how long each stage of a connection may take, how often a dropped one is tried again, and
/// how much is kept of what commands write: `ssh:` of a project.
public struct SSHLimits: Sendable, Hashable {
    /// Logins under way at the same time, from the first byte to the last, in the whole program.
    public var handshakes = 256
    /// Those of one address and port. sshd's MaxStartups begins to drop at 10, Dropbear at 5.
    public var handshakesPerServer = 8
    /// Files and releases on their way to hosts at the same time.
    public var uploads = 16
    /// What is kept of a command's standard output, in bytes, for each host; the rest is read and dropped.
    public var output = 4 << 20
    /// The same of its errors.
    public var errors = 64 << 10
    public var deadlines = Deadlines()
    public var retry = Retry()

    /// Each stage for itself; waiting for a place among the handshakes does not count.
    public struct Deadlines: Sendable, Hashable {
        public var resolve = TimeSpan.seconds(5)
        /// For all addresses of a name together; ssh_config's ConnectTimeout goes before it.
        public var connect = TimeSpan.seconds(10)
        /// Identification and key exchange.
        public var handshake = TimeSpan.seconds(15)
        public var authenticate = TimeSpan.seconds(15)
        /// For a command, or a file, of an operator's who sets no time of their own; steps of a rollout have theirs.
        public var command = TimeSpan.seconds(300)

        public init() {}
    }

    /// For connections that a server dropped before it heard anything of the user. Whatever was answered is never asked
    /// again.
    public struct Retry: Sendable, Hashable {
        public var times = 1
        /// Before the first; each further one waits twice as long.
        public var pause = TimeSpan.seconds(1)
        /// Where the server says that it punishes this address: sshd does so for 15 seconds at least (PerSourcePenalties).
        public var penaltyPause = TimeSpan.seconds(16)
        /// By how much of itself a pause may grow, in percent, so that those who were dropped together come back apart.
        public var jitter = 50

        public init() {}
    }

    /// With every default.
    public init() {}

    public static let standard = SSHLimits()
}
