public import SSHKeys

/// What a user can prove to be: the keys, in the order in which they are offered.
public struct SSHCredentials: Sendable {
    /// More keys are not offered: sshd counts each as an attempt and gives up at six (MaxAuthTries).
    public static let maximumKeys = 5

    public let privateKeys: [SSHPrivateKey]

    public init(privateKeys: [SSHPrivateKey]) { self.privateKeys = privateKeys }

    /// Reads the files, all of them now and none of them again.
    public init(privateKeyFiles paths: [String]) throws(SSHError) {
        do throws(SSHKeyError) {
            var keys: [SSHPrivateKey] = []
            for path in paths { keys.append(try SSHPrivateKey.read(path)) }
            privateKeys = keys
        } catch {
            throw SSHError(error)
        }
    }
}
