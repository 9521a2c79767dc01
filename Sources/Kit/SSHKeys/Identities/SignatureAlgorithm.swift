/// How SSH names what a key signs by (RFC 8332, RFC 8709, OpenSSH's PROTOCOL.certkeys).
public enum SignatureAlgorithm {
    private static let certificateSuffix = "-cert-v01@openssh.com"

    /// True for the type of a certificate.
    public static func isCertificate(_ name: String) -> Bool { name.hasSuffix(certificateSuffix) }

    /// The name without what makes it a certificate's: `ssh-ed25519` for `ssh-ed25519-cert-v01@openssh.com`.
    public static func plain(_ name: String) -> String {
        isCertificate(name) ? String(name.dropLast(certificateSuffix.count)) : name
    }

    /// True for a key on a FIDO token.
    public static func isToken(_ name: String) -> Bool { name.hasPrefix("sk-") }

    /// The algorithm of a challenge, which stands in it (RFC 4252 §7); nil when it is none.
    public static func named(in challenge: [UInt8]) -> String? {
        var reader = WireReader(challenge)
        let request: UInt8 = 50
        // The session's id; the request with user, service and method; true; then the algorithm.
        guard reader.readString() != nil, reader.readByte() == request, reader.readString() != nil,
            reader.readString() != nil, reader.readText() == "publickey", reader.readByte() == 1
        else { return nil }
        return reader.readText()
    }
}
