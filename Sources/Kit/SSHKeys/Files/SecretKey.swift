import Crypto

/// The secret of one key, and how SSH writes what belongs to it.
enum SecretKey: ~Copyable {
    case curve(SigningKey)
    case rsa(RSASigningKey)

    /// The public half as it travels (RFC 4253 §6.6, RFC 5656, RFC 8709).
    var publicBlob: [UInt8] {
        switch self {
        case .curve(let key): return key.publicBlob
        case .rsa(let key):
            var writer = WireWriter()
            writer.writeString(Self.rsaType.utf8)
            writer.writeNumber(key.publicExponent)
            writer.writeNumber(key.modulus)
            return writer.bytes
        }
    }

    /// Length of the modulus; nil for other kinds.
    var rsaBits: Int? {
        switch self {
        case .curve: nil
        case .rsa(let key): key.bits
        }
    }

    static let rsaType = "ssh-rsa"

    /// Nil when the key does not sign by this algorithm, or libcrypto is out of memory. SHA-1 (`ssh-rsa`) is never used.
    func sign(_ data: [UInt8], algorithm: String) -> [UInt8]? {
        switch self {
        case .curve(let key): return algorithm == key.kind.algorithm ? key.sign(data)?.wireForm : nil
        case .rsa(let key):
            switch algorithm {
            case "rsa-sha2-512": return key.sign(data, digest: .sha512)
            case "rsa-sha2-256": return key.sign(data, digest: .sha256)
            default: return nil
            }
        }
    }
}
