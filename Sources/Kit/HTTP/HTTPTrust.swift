/// Whose certificates count when a server is asked over TLS. The server's name is checked either way.
public enum HTTPTrust: Sendable, Hashable {
    /// What the system trusts.
    case system
    /// The authorities of this file (PEM) and no others.
    case authorities(file: String)
}
