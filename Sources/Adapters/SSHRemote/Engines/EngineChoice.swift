public import FleetModel

/// The client that carries a host's connection, and why it is that one.
public struct EngineChoice: Sendable, Hashable {
    public let engine: ConnectionEngine
    /// Completes a sentence: "openssh, because …".
    public let reason: String

    init(_ engine: ConnectionEngine, because reason: String) {
        self.engine = engine
        self.reason = reason
    }
}

/// What is known of a host before anything is sent to it, as far as the choice depends on it.
struct EngineFacts: Sendable, Hashable {
    /// What the inventory says (`cj_ssh_engine`).
    var wish: ConnectionEngine?
    /// The types of the keys that would be offered, as public key files name them, certificates too.
    var keyTypes: [String] = []
    /// True when there are keys besides, on security tokens.
    var hasTokenKeys = false
    /// True when an agent may hold further keys.
    var hasAgent = false
    /// Settings of ssh_config that hold for the host: keyword in lower case, and value.
    var settings: [String: String] = [:]
    /// The same of each bastion.
    var bastions: [[String: String]] = []
    /// True when only a `@cert-authority` line of known_hosts could vouch for the host.
    var isKnownByAuthorityOnly = false
    /// Of the libssh2 that is installed, such as (1, 10).
    var libssh2: LibraryVersion
}

struct LibraryVersion: Sendable, Hashable, Comparable {
    let major: Int
    let minor: Int

    /// Reads `1.10.0` or `1.11.1_DEV`; what is no number counts as 0.
    init(_ text: String) {
        let parts = text.split(separator: ".").map { Int($0.prefix { $0.isNumber }) ?? 0 }
        major = parts.first ?? 0
        minor = parts.count > 1 ? parts[1] : 0
    }

    static func < (left: LibraryVersion, right: LibraryVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    /// The first that signs with Ed25519 and RSA certificates.
    static let withCertificates = LibraryVersion("1.11")
}
