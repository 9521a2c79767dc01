internal import CCrypto

/// Keys from passwords (RFC 8018), with HMAC-SHA256.
public enum PBKDF2 {
    /// `length` bytes.
    public static func sha256(password: [UInt8], salt: [UInt8], iterations: Int, length: Int) -> [UInt8] {
        var derived = [UInt8](repeating: 0, count: length)
        let text = password.map { CChar(bitPattern: $0) } + [0]
        let code = unsafe PKCS5_PBKDF2_HMAC(
            text, Int32(password.count), salt, Int32(salt.count), Int32(iterations), EVP_sha256(), Int32(length),
            &derived)
        precondition(code == 1, "libcrypto derives keys of any password and salt")
        return derived
    }
}
