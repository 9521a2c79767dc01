/// What carries a connection to its server.
public enum SSHRoute: Sendable {
    /// TCP, straight to the server.
    case direct
    /// A channel of a session with a bastion, which connects from there (ssh_config's ProxyJump).
    case jump(SSHSession)
    /// A program that speaks for the server on its standard input and output (ssh_config's ProxyCommand): its name and
    /// arguments, without a shell. It runs as long as the session.
    case command([String])
}
