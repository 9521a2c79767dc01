/// Somebody who can prove, with one key, to be the user.
public protocol SSHIdentity: Sendable {
    /// What is offered to servers: a public key, or a certificate for it.
    var publicKey: HostKey { get }
    /// Where it comes from, such as a file's path; for messages.
    var source: String { get }
    /// True when signing makes a person type a passphrase. Such identities are offered last.
    var asksAPerson: Bool { get }

    /// Signs when the secret lies in memory; nil when it does not and has to be asked for with `sign`.
    ///
    /// - Parameter algorithm: how the server wants it signed, such as `ssh-ed25519` or `rsa-sha2-512`; for a certificate
    ///   that of the certificate.
    /// - Returns: the signature as it stands behind the algorithm's name (RFC 4253 §6.6).
    func signAtOnce(_ data: [UInt8], algorithm: String) throws(SSHKeyError) -> [UInt8]?

    /// Signs as `signAtOnce` does. May take as long as a person needs, but no longer than a limit of its own.
    func sign(_ data: [UInt8], algorithm: String) async throws(SSHKeyError) -> [UInt8]
}

extension SSHIdentity {
    public var asksAPerson: Bool { false }

    public func signAtOnce(_ data: [UInt8], algorithm: String) throws(SSHKeyError) -> [UInt8]? { nil }
}
