public import SSHKeys

/// What becomes of a host whose key nobody knows yet (ssh_config's StrictHostKeyChecking). A changed or revoked key is
/// refused under each of them.
public enum HostKeyPolicy: Sendable {
    /// It is refused.
    case known
    /// Its key is added to known_hosts.
    case acceptNew
    /// Somebody is asked, once for each host.
    case ask(@Sendable (HostKeyQuestion) async -> HostKeyAnswer)
}

/// What is said to a new key.
public enum HostKeyAnswer: Hashable, Sendable {
    /// It is added.
    case accepted
    case declined
    /// Nobody can be asked, and why: completes "nobody can be asked, for …".
    case nobody(String)
}

/// A host that shows a key for the first time.
public struct HostKeyQuestion: Hashable, Sendable {
    /// As known_hosts names it: `host` or `[host]:port`.
    public let name: String
    public let key: HostKey
    /// The file that the key would be added to.
    public let file: String
}
