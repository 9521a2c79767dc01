/// A server and the user to log in as.
public struct SSHEndpoint: Hashable, Sendable {
    /// A name, or an IPv4 or IPv6 address without brackets.
    public var address: String
    public var port: UInt16
    public var user: String
    /// Under which name the host's key is known, where not under its address (ssh_config's HostKeyAlias).
    public var hostKeyAlias: String?

    public init(address: String, port: UInt16 = 22, user: String, hostKeyAlias: String? = nil) {
        self.address = address
        self.port = port
        self.user = user
        self.hostKeyAlias = hostKeyAlias
    }

    /// For messages: the bastion that the connection goes through.
    var through: String?

    /// For messages: the address, with the port where it is not the usual one, and the bastion where there is one.
    public var displayName: String {
        let name = port == 22 ? address : "\(address) port \(port)"
        return through.map { "\(name) via \($0)" } ?? name
    }

    /// The same, knowing what it is reached through.
    func reached(along route: SSHRoute) -> SSHEndpoint {
        guard case .jump(let bastion) = route else { return self }
        var endpoint = self
        endpoint.through = bastion.endpoint.displayName
        return endpoint
    }

    /// What the key is looked up by: an alias stands for itself, whatever the port.
    var hostKeyName: (address: String, port: UInt16) {
        hostKeyAlias.map { ($0, 22) } ?? (address, port)
    }
}
