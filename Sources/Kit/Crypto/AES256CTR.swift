internal import CCrypto

/// AES-256 in counter mode (NIST SP 800-38A). It hides and does not prove: check a code over the text first.
public enum AES256CTR {
    public static let keyLength = 32
    public static let counterLength = 16

    /// As many bytes as `text` has; encrypting and decrypting are the same.
    public static func apply(key: [UInt8], counter: [UInt8], to text: [UInt8]) -> [UInt8] {
        precondition(key.count == keyLength && counter.count == counterLength, "a key and a first counter of AES-256")
        guard let context = unsafe EVP_CIPHER_CTX_new() else {
            preconditionFailure("libcrypto has memory for a cipher's context")
        }
        defer { unsafe EVP_CIPHER_CTX_free(context) }
        var result = [UInt8](repeating: 0, count: text.count + counterLength)
        var length: Int32 = 0
        let isStarted = unsafe EVP_EncryptInit_ex(context, EVP_aes_256_ctr(), nil, key, counter)
        precondition(isStarted == 1, "libcrypto offers AES in every configuration")
        let isDone = unsafe EVP_EncryptUpdate(context, &result, &length, text, Int32(text.count))
        precondition(isDone == 1 && Int(length) == text.count, "a counter mode takes texts of any length")
        return Array(result.prefix(text.count))
    }
}
