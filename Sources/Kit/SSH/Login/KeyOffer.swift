import SSHKeys

/// How one key is offered to one server through the installed libssh2.
enum KeyOffer: Hashable {
    /// With this blob.
    case offered([UInt8])
    /// Not at all, for a reason that completes "the key …".
    case impossible(String)

    private static let certificatesOfAnyVersion = Set(
        ["256", "384", "521"].map { "ecdsa-sha2-nistp\($0)-cert-v01@openssh.com" })
    private static let plain = Set(["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"])
    private static let certificates = Set([
        "ssh-ed25519-cert-v01@openssh.com", "ssh-rsa-cert-v01@openssh.com", "rsa-sha2-256-cert-v01@openssh.com",
        "rsa-sha2-512-cert-v01@openssh.com",
    ])
    private static let rsa = "ssh-rsa"
    /// Since OpenSSH 7.2 a server verifies RSA over SHA-2.
    private static let firstOpenSSHWithSHA2 = [7, 2]

    /// - Parameters:
    ///   - banner: how the server calls itself.
    ///   - isModern: whether libssh2 is 1.11 or newer, which signs by RSA and for certificates as RFC 8332 has it.
    init(_ key: HostKey, to banner: String, isModern: Bool) {
        switch key.type {
        case let type where SignatureAlgorithm.isToken(type):
            self = .impossible("lies on a FIDO token")
        case let type where Self.plain.contains(type) || Self.certificatesOfAnyVersion.contains(type):
            self = .offered(key.blob)
        case let type where isModern && (type == Self.rsa || Self.certificates.contains(type)):
            self = .offered(key.blob)
        case Self.rsa where Self.isOpenSSHWithSHA2(banner):
            self = Self.relabelled(key).map { .offered($0) } ?? .impossible("is malformed")
        case Self.rsa:
            self = .impossible(
                "is RSA: libssh2 before 1.11 signs by it for OpenSSH 7.2 and newer only, not for \(banner)")
        case let type where Self.certificates.contains(type):
            self = .impossible("is a certificate \(type), which libssh2 before 1.11 cannot sign for")
        default:
            self = .impossible("is of the kind \(key.type)")
        }
    }

    /// The same numbers under the name of the signature. libssh2 1.10 takes the blob's name for the signature's too, and
    /// OpenSSH reads `rsa-sha2-512` as another name of the key's type.
    private static func relabelled(_ key: HostKey) -> [UInt8]? {
        var reader = WireReader(key.blob)
        guard reader.readString() != nil else { return nil }
        var writer = WireWriter()
        writer.writeString("rsa-sha2-512".utf8)
        return writer.bytes + reader.rest
    }

    static func isOpenSSHWithSHA2(_ banner: String) -> Bool {
        let prefix = "SSH-2.0-OpenSSH_"
        guard banner.hasPrefix(prefix) else { return false }
        let version = banner.dropFirst(prefix.count).prefix { $0.isNumber || $0 == "." }
        let numbers = version.split(separator: ".").compactMap { Int($0) }
        return !numbers.lexicographicallyPrecedes(firstOpenSSHWithSHA2)
    }
}
