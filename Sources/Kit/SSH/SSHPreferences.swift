/// What ssh_config says of how a connection is made and watched.
public struct SSHPreferences: Hashable, Sendable {
    public var hostKeyAlgorithms: HostKeyAlgorithms?
    public var keepAlive: KeepAlive

    public init(hostKeyAlgorithms: HostKeyAlgorithms? = nil, keepAlive: KeepAlive = .standard) {
        self.hostKeyAlgorithms = hostKeyAlgorithms
        self.keepAlive = keepAlive
    }

    public static let standard = SSHPreferences()

    /// How the kernel notices that the machine at the other end of a TCP connection is gone.
    ///
    /// ssh asks the server instead (ServerAliveInterval). libssh2's way to do so can leave half a packet behind, of which no
    /// later call knows; and what the kernel asks keeps routers and firewalls interested just as well. A server that hangs on
    /// a living machine is the deadlines' matter.
    public struct KeepAlive: Hashable, Sendable {
        /// Seconds of silence before the first question, and between two of them.
        public var interval: Int32
        /// How many stay unanswered before the connection is given up.
        public var count: Int32

        /// Values beyond what the kernel takes are brought to the nearest (tcp(7)).
        public init(interval: Int, count: Int) {
            self.interval = Int32(min(max(1, interval), 32_767))
            self.count = Int32(min(max(1, count), 127))
        }

        /// A dead peer is noticed after about a minute.
        public static let standard = KeepAlive(interval: 15, count: 3)

        /// How long sent data may stay unacknowledged, in milliseconds.
        var userTimeout: Int32 { Int32(clamping: Int64(interval) * Int64(count + 1) * 1000) }
    }
}
