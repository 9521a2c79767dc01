import SSHKeys

/// What became known of a server and of the user while a session was made.
public struct SSHSessionFacts: Hashable, Sendable {
    /// The server's identification, `SSH-2.0-…`.
    public let banner: String
    /// The kind of the host key that was verified, such as `ssh-ed25519`.
    public let hostKeyType: String
    /// Where the key comes from that the server let in.
    public let acceptedKey: String?
}

extension SSHSession {
    /// Nil once the session is closed.
    public var facts: SSHSessionFacts? {
        guard let transport else { return nil }
        return SSHSessionFacts(
            banner: transport.banner ?? "", hostKeyType: transport.hostKey?.type ?? "", acceptedKey: acceptedKey)
    }
}
