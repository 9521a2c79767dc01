import Crypto
import Files
internal import Glibc
import Synchronization

/// A user's private key, read once and used for any number of connections.
///
/// Ed25519, ECDSA (P-256, P-384, P-521) and RSA, in OpenSSH's format or PEM, without a passphrase.
public final class SSHPrivateKey: SSHIdentity {
    /// Largest key file accepted, in bytes.
    public static let maximumFileLength = 64 * 1024
    /// Shorter RSA keys are refused, in bits: servers of today do not take them, and they can be broken.
    public static let minimumRSABits = 2048

    public let publicKey: HostKey
    public let source: String
    private let secret: Mutex<SecretKey>

    /// - Throws: `SSHKeyError`, with the reason: encrypted, of an unknown kind, too short, or not a private key at all.
    public init(_ content: [UInt8], source: String) throws(SSHKeyError) {
        self.source = source
        let key: SecretKey
        do throws(SigningKey.Refusal) {
            key = try Self.parse(content)
        } catch {
            throw SSHKeyError(error, source)
        }
        if let bits = key.rsaBits, bits < Self.minimumRSABits {
            let reason = "an RSA key of \(bits) bits is too short; use one of \(Self.minimumRSABits), or Ed25519"
            throw SSHKeyError(.unsupported, source, reason)
        }
        guard let publicKey = HostKey(blob: key.publicBlob) else { throw SSHKeyError(.malformed, source) }
        self.publicKey = publicKey
        secret = Mutex(key)
    }

    /// Reads a key file. As OpenSSH does, refuses one of our own that others may read.
    public static func read(_ path: String) throws(SSHKeyError) -> SSHPrivateKey {
        try SSHPrivateKey(try readContent(path), source: path)
    }

    /// The bytes of a private key's file, which may be encrypted.
    static func readContent(_ path: String) throws(SSHKeyError) -> [UInt8] {
        let metadata: FileMetadata
        let content: [UInt8]
        do throws(FileError) {
            metadata = try File.metadata(path)
            content = try File.read(path, limit: maximumFileLength)
        } catch {
            throw SSHKeyError(.unreadable, path, error.reason)
        }
        guard metadata.owner != getuid() || metadata.mode & 0o077 == 0 else {
            throw SSHKeyError(.exposed, path, "others may read it")
        }
        return content
    }

    public func signAtOnce(_ data: [UInt8], algorithm: String) throws(SSHKeyError) -> [UInt8]? {
        try signNow(data, algorithm: algorithm)
    }

    public func sign(_ data: [UInt8], algorithm: String) async throws(SSHKeyError) -> [UInt8] {
        try signNow(data, algorithm: algorithm)
    }

    private func signNow(_ data: [UInt8], algorithm: String) throws(SSHKeyError) -> [UInt8] {
        let plain = SignatureAlgorithm.plain(algorithm)
        guard let signature = secret.withLock({ $0.sign(data, algorithm: plain) }) else {
            throw SSHKeyError(.signing, source, "cannot sign by \(algorithm)")
        }
        return signature
    }

    private static func parse(_ content: [UInt8]) throws(SigningKey.Refusal) -> SecretKey {
        let text = String(decoding: content, as: UTF8.self)
        if OpenSSHPrivateKeyFormat.isPresent(in: text) { return try OpenSSHPrivateKeyFormat.parse(text) }
        do throws(SigningKey.Refusal) {
            return .curve(try SigningKey(pem: content))
        } catch  where error == .rsa {
            return .rsa(try RSASigningKey(pem: content))
        }
    }
}

extension SSHKeyError {
    init(_ refusal: SigningKey.Refusal, _ source: String) {
        let (code, reason): (Code, String) =
            switch refusal {
            case .malformed: (.malformed, "not a private key in OpenSSH or PEM format")
            case .encrypted: (.encrypted, "the key has a passphrase; use a key without one")
            case .rsa, .otherKind:
                (.unsupported, "a key of this kind is not supported; use an Ed25519, ECDSA or RSA key")
            case .memory: (.signing, "libcrypto is out of memory")
            }
        self.init(code, source, reason)
    }
}
