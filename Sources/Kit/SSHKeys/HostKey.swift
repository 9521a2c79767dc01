import Crypto
import FoundationEssentials

/// A host's public key as it travels (RFC 4253 §6.6): a blob that starts with the name of its type.
public struct HostKey: Hashable, Sendable {
    /// Such as `ssh-ed25519` or `ecdsa-sha2-nistp256`.
    public let type: String
    public let blob: [UInt8]

    /// Nil when the blob does not start with a type's name.
    public init?(blob: [UInt8]) {
        var reader = WireReader(blob)
        guard let type = reader.readText(), !type.isEmpty, !reader.isAtEnd else { return nil }
        self.type = type
        self.blob = blob
    }

    /// As `ssh-keygen -l` prints it: `SHA256:` and the digest in base64 without padding.
    public var fingerprint: String {
        let digest = Data(SHA256.hash(blob)).base64EncodedString()
        return "SHA256:\(digest.prefix { $0 != "=" })"
    }
}
