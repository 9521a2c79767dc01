public import SSHKeys
public import Secrets

/// What a user can prove to be: the keys, in the order in which they are offered.
public struct SSHCredentials: Sendable {
    /// More keys are not offered: sshd counts each as an attempt and gives up at six (MaxAuthTries).
    public static let maximumKeys = 5

    /// Attempts that are kept for a password when it may follow the keys: asking what the server takes, and giving it.
    static let attemptsForPassword = 2

    /// By what the user may log in, most wanted first (ssh_config's PreferredAuthentications). A password is never sent
    /// unless its method stands here.
    public var methods: [SSHLoginMethod] = [.publicKey]
    /// Sent at most once on each connection, and only to a server that asks for it.
    public var password: KeptSecret?
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
