/// Opens key files that have a passphrase. Whoever conforms asks for it once, however many ask him.
public protocol SSHKeyUnlocker: Sendable {
    /// Somebody who signs by the key of this file.
    func unlock(_ path: String, publicKey: HostKey) async throws(SSHKeyError) -> any SSHIdentity
}

/// A key file with a passphrase, which is asked for when a server would take the key and not before.
public struct SSHEncryptedIdentity: SSHIdentity {
    public let publicKey: HostKey
    public let source: String
    private let unlocker: any SSHKeyUnlocker

    init(_ publicKey: HostKey, path: String, unlocker: any SSHKeyUnlocker) {
        self.publicKey = publicKey
        source = path
        self.unlocker = unlocker
    }

    public var asksAPerson: Bool { true }

    public func sign(_ data: [UInt8], algorithm: String) async throws(SSHKeyError) -> [UInt8] {
        try await unlocker.unlock(source, publicKey: publicKey).sign(data, algorithm: algorithm)
    }
}
