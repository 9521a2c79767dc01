/// How long each stage of a connection may take; waiting for a place among `SSHConnectionLimits` does not count.
public struct SSHDeadlines: Hashable, Sendable {
    public var resolve: Duration
    /// For all addresses of a name together.
    public var connect: Duration
    /// Banner and key exchange.
    public var handshake: Duration
    public var authenticate: Duration

    public init(
        resolve: Duration = .seconds(5), connect: Duration = .seconds(10), handshake: Duration = .seconds(15),
        authenticate: Duration = .seconds(15)
    ) {
        self.resolve = resolve
        self.connect = connect
        self.handshake = handshake
        self.authenticate = authenticate
    }

    public static let standard = SSHDeadlines()
}
