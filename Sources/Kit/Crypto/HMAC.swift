internal import CCrypto

/// Keyed digests (RFC 2104): of SHA-1 for hashed names in known_hosts, of SHA-256 for everything else.
public enum HMAC {
    /// 20 bytes. SHA-1 is broken as a digest; OpenSSH's hashed host names use it, nothing else may.
    public static func sha1(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        unsafe code(EVP_sha1(), length: 20, key: key, message)
    }

    /// 32 bytes.
    public static func sha256(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        unsafe code(EVP_sha256(), length: 32, key: key, message)
    }

    @unsafe private static func code(_ digest: OpaquePointer?, length: Int, key: [UInt8], _ message: [UInt8])
        -> [UInt8]
    {
        precondition(key.count <= Int(Int32.max), "HMAC keys are short")
        var result = [UInt8](repeating: 0, count: length)
        // libcrypto wants an address even for an empty key.
        let keyBytes = key.isEmpty ? [0] : key
        let isDone = unsafe result.withUnsafeMutableBufferPointer { output in
            unsafe CCrypto.HMAC(
                digest, keyBytes, Int32(key.count), message, message.count, output.baseAddress, nil) != nil
        }
        precondition(isDone, "libcrypto computes an HMAC of any bytes")
        return result
    }
}
