/// A key together with a certificate for it: the certificate is shown, the key signs.
public struct SSHCertificateIdentity: SSHIdentity {
    public let publicKey: HostKey
    public let source: String
    /// Who holds the certified key.
    public let signer: any SSHIdentity

    /// Nil when `certificate` is no user certificate for the signer's key.
    public init?(_ certificate: HostKey, source: String, signer: any SSHIdentity) {
        guard Self.certifiedKey(certificate) == signer.publicKey else { return nil }
        publicKey = certificate
        self.source = source
        self.signer = signer
    }

    public var asksAPerson: Bool { signer.asksAPerson }

    public func signAtOnce(_ data: [UInt8], algorithm: String) throws(SSHKeyError) -> [UInt8]? {
        try signer.signAtOnce(data, algorithm: SignatureAlgorithm.plain(algorithm))
    }

    public func sign(_ data: [UInt8], algorithm: String) async throws(SSHKeyError) -> [UInt8] {
        try await signer.sign(data, algorithm: SignatureAlgorithm.plain(algorithm))
    }

    /// The key that a user certificate is for (OpenSSH's PROTOCOL.certkeys); nil for anything else.
    public static func certifiedKey(_ certificate: HostKey) -> HostKey? {
        guard SignatureAlgorithm.isCertificate(certificate.type) else { return nil }
        let type = SignatureAlgorithm.plain(certificate.type)
        var reader = WireReader(certificate.blob)
        var key = WireWriter()
        key.writeString(type.utf8)
        // The type and a nonce go before the numbers of the key: one of Ed25519, two of the others.
        guard reader.readString() != nil, reader.readString() != nil else { return nil }
        for _ in 0..<(type == "ssh-ed25519" ? 1 : 2) {
            guard let number = reader.readString() else { return nil }
            key.writeString(number)
        }
        let ofAUser: UInt32 = 1
        guard reader.readUInt32() != nil, reader.readUInt32() != nil, reader.readUInt32() == ofAUser else { return nil }
        return HostKey(blob: key.bytes)
    }
}
