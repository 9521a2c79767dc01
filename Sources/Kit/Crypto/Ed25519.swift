internal import CCrypto

/// Ed25519 (RFC 8032), as far as checking goes; `SigningKey` signs.
public enum Ed25519 {
    /// Bytes of a public key.
    public static let publicKeyLength = 32
    /// Bytes of a signature.
    public static let signatureLength = 64

    /// True when the signature is that of the message by the key's owner. Whatever has the wrong length is none.
    public static func isValid(signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]) -> Bool {
        guard signature.count == signatureLength, publicKey.count == publicKeyLength,
            let key = unsafe EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, publicKey, publicKey.count)
        else { return false }
        defer { unsafe EVP_PKEY_free(key) }
        guard let context = unsafe EVP_MD_CTX_new() else { return false }
        defer { unsafe EVP_MD_CTX_free(context) }
        guard unsafe EVP_DigestVerifyInit_ex(context, nil, nil, nil, nil, key, nil) == 1 else { return false }
        let isValid = unsafe EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
        ERR_clear_error()
        return isValid
    }
}
