public import SSHKeys

/// What a user can prove to be: the keys, in the order in which they are offered.
public struct SSHCredentials: Sendable {
    /// More keys are not offered: sshd counts each as an attempt and gives up at six (MaxAuthTries).
    public static let maximumKeys = 5

    public var identities: [any SSHIdentity]
    /// Keys that are there and that this client cannot use. When nothing else is accepted, they decide what is said.
    public var unusable: [SSHKeyError] = []

    public init(identities: [any SSHIdentity]) { self.identities = identities }

    /// Reads the files, all of them now and none of them again.
    public init(privateKeyFiles paths: [String]) throws(SSHError) {
        do throws(SSHKeyError) {
            var keys: [any SSHIdentity] = []
            for path in paths { keys.append(try SSHPrivateKey.read(path)) }
            identities = keys
        } catch {
            throw SSHError(error)
        }
    }
}
