public import SSHKeys

/// Decides whether a server's key is that of the host meant; `KnownHosts` of OpenSSHFiles does so from known_hosts.
public protocol HostKeyVerifier: Sendable {
    /// Types of the keys known for this host, in the order of preference. They are asked for first, so that a server
    /// with several keys shows one that can be verified.
    func knownKeyTypes(address: String, port: UInt16) -> [String]

    /// Judges the key that the server has proved to hold. Called before anything of the user is sent.
    func verify(_ key: HostKey, address: String, port: UInt16) -> HostKeyVerdict
}

/// What is known of a host's key. The texts complete a sentence and name the file and line where there is one.
public enum HostKeyVerdict: Hashable, Sendable {
    case trusted
    /// Nothing is known that could vouch for the key.
    case unknown(String)
    /// Another key is known: somebody may be in the middle.
    case changed(String)
    /// The key is known to be compromised.
    case revoked(String)
}
