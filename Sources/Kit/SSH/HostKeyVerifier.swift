public import SSHKeys

/// Decides whether a server's key is that of the host meant; `KnownHosts` of OpenSSHFiles does so from known_hosts.
public protocol HostKeyVerifier: Sendable {
    /// Types of the keys known for this host, in the order of preference. They are asked for first, so that a server
    /// with several keys shows one that can be verified.
    func knownKeyTypes(address: String, port: UInt16) -> [String]

    /// Judges the key that the server has proved to hold. Called before anything of the user is sent; it may ask somebody,
    /// and has to keep a limit of its own then.
    func verify(_ key: HostKey, address: String, port: UInt16) async -> HostKeyVerdict
}

/// What is known of a host's key. The texts complete a sentence and name the file and line where there is one.
public enum HostKeyVerdict: Hashable, Sendable {
    case trusted
    /// Nothing is known that could vouch for the key.
    case unknown(String)
    /// Only a certificate authority vouches for the host, which our own client cannot check and the `ssh` program can.
    case needsOpenSSH(String)
    /// Another key is known: somebody may be in the middle.
    case changed(String)
    /// The key is known to be compromised.
    case revoked(String)
}
