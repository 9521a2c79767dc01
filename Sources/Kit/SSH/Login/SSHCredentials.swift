public import SSHKeys

/// What a user can prove to be: the keys, in the order in which they are offered.
public struct SSHCredentials: Sendable {
    /// More keys are not offered: sshd counts each as an attempt and gives up at six (MaxAuthTries).
    public static let maximumKeys = 5

    /// The keys that were named, as files as a rule.
    public var identities: [any SSHIdentity]
    /// Keys that are there and that this client cannot use. When nothing else is accepted, they decide what is said.
    public var unusable: [SSHKeyError] = []
    /// Who may hold more keys, and keys of which only the public half was named.
    public var agent: (any SSHIdentitySource)?
    /// Whether only named keys are offered (ssh_config's IdentitiesOnly); the agent may sign for them all the same.
    public var usesNamedKeysOnly = false

    public init(identities: [any SSHIdentity]) { self.identities = identities }

    /// Reads the files, all of them now and none of them again; each has to be a private key without a passphrase.
    public init(privateKeyFiles paths: [String]) throws(SSHError) {
        do throws(SSHKeyError) {
            var keys: [any SSHIdentity] = []
            for path in paths { keys.append(try SSHPrivateKey.read(path)) }
            identities = keys
        } catch {
            throw SSHError(error)
        }
    }

    /// Reads what the user has, as OpenSSH does: what one file cannot give keeps no other from being used.
    ///
    /// - Parameters:
    ///   - files: private keys, or public halves of keys that the agent holds.
    ///   - certificates: beside those that stand as `FILE-cert.pub` next to their key.
    ///   - unlocker: who asks for passphrases, when a server would take the key.
    public init(
        files: [String], certificates: [String] = [], agent: (any SSHIdentitySource)? = nil,
        unlocker: (any SSHKeyUnlocker)? = nil, usesNamedKeysOnly: Bool = false
    ) {
        (identities, unusable) = SSHIdentityFiles(unlocker: unlocker).read(files, certificates: certificates)
        self.agent = agent
        self.usesNamedKeysOnly = usesNamedKeysOnly
    }
}
