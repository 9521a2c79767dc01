import Crypto
import Files
internal import Glibc
import Synchronization

/// A user's private key, read once and used for any number of connections.
///
/// Ed25519 and ECDSA (P-256, P-384, P-521), in OpenSSH's format or PEM, without a passphrase.
public final class SSHPrivateKey: Sendable {
    /// Largest key file accepted, in bytes.
    public static let maximumFileLength = 64 * 1024

    /// The public half.
    public let publicKey: HostKey
    /// Where it was read from; for messages.
    public let source: String
    private let signingKey: Mutex<SigningKey>

    /// - Throws: `SSHKeyError`, with the reason: encrypted, RSA, of an unknown kind, or not a private key at all.
    public init(_ content: [UInt8], source: String) throws(SSHKeyError) {
        self.source = source
        do throws(SigningKey.Refusal) {
            let key = try Self.parse(content)
            guard let publicKey = HostKey(blob: key.publicBlob) else { throw .malformed }
            self.publicKey = publicKey
            signingKey = Mutex(key)
        } catch {
            throw SSHKeyError(error.code, source, error.explanation)
        }
    }

    /// Reads a key file. As OpenSSH does, refuses one of our own that others may read.
    public static func read(_ path: String) throws(SSHKeyError) -> SSHPrivateKey {
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
        return try SSHPrivateKey(content, source: path)
    }

    /// Nil when libcrypto cannot sign, which is when it is out of memory.
    public func sign(_ data: [UInt8]) -> [UInt8]? {
        signingKey.withLock { $0.sign(data)?.wireForm }
    }

    private static func parse(_ content: [UInt8]) throws(SigningKey.Refusal) -> SigningKey {
        let text = String(decoding: content, as: UTF8.self)
        guard OpenSSHPrivateKeyFormat.isPresent(in: text) else { return try SigningKey(pem: content) }
        return try OpenSSHPrivateKeyFormat.parse(text)
    }
}

extension SigningKey.Refusal {
    fileprivate var code: SSHKeyError.Code {
        switch self {
        case .malformed: .malformed
        case .encrypted: .encrypted
        case .rsa, .otherKind: .unsupported
        case .memory: .signing
        }
    }

    fileprivate var explanation: String {
        switch self {
        case .malformed: "not a private key in OpenSSH or PEM format"
        case .encrypted: "the key has a passphrase; use a key without one"
        case .rsa: "RSA keys are not supported; use an Ed25519 or ECDSA key"
        case .otherKind: "a key of this kind is not supported; use an Ed25519 or ECDSA key"
        case .memory: "libcrypto is out of memory"
        }
    }
}
