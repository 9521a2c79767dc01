internal import CCrypto

/// Owns one private RSA key of libcrypto and signs with it (RFC 8017, PKCS #1 v1.5).
///
/// `@safe`: the pointer is freed once, in `deinit`. Not thread safe by itself: lock around a shared one.
@safe public struct RSASigningKey: ~Copyable {
    /// What is signed: a digest of the message. SHA-1 is not among them.
    public enum Digest: Sendable, Hashable {
        case sha256, sha512
    }

    /// The numbers of a key as OpenSSH keeps them, each big-endian; zero bytes in front do not count.
    public struct Numbers: Sendable {
        public var modulus: [UInt8]
        public var publicExponent: [UInt8]
        public var privateExponent: [UInt8]
        /// Of the second prime, modulo the first.
        public var inverse: [UInt8]
        public var firstPrime: [UInt8]
        public var secondPrime: [UInt8]

        public init(
            modulus: [UInt8], publicExponent: [UInt8], privateExponent: [UInt8], inverse: [UInt8], firstPrime: [UInt8],
            secondPrime: [UInt8]
        ) {
            self.modulus = modulus
            self.publicExponent = publicExponent
            self.privateExponent = privateExponent
            self.inverse = inverse
            self.firstPrime = firstPrime
            self.secondPrime = secondPrime
        }
    }

    /// Longest modulus in bits, as OpenSSH has it (SSHBUF_MAX_BIGNUM).
    public static let maximumBits = 16_384

    /// Length of the modulus in bits.
    public let bits: Int
    /// Big-endian, without zero bytes in front.
    public let modulus: [UInt8]
    public let publicExponent: [UInt8]
    private let key: OpaquePointer

    /// - Throws: `.malformed` when the numbers make no key.
    public init(_ numbers: Numbers) throws(SigningKey.Refusal) {
        let texts = [
            numbers.modulus, numbers.publicExponent, numbers.privateExponent, numbers.inverse, numbers.firstPrime,
            numbers.secondPrime,
        ].map { Array($0.drop { $0 == 0 }) }
        guard texts.allSatisfy({ !$0.isEmpty && $0.count <= Self.maximumBits / 8 }) else { throw .malformed }
        guard let key = unsafe ccrypto_rsa_key(texts.flatMap(\.self), texts.map { Int32($0.count) }) else {
            ERR_clear_error()
            throw .malformed
        }
        unsafe try self.init(takingOver: key)
    }

    /// Reads a PEM text: PKCS #8 or PKCS #1.
    public init(pem text: [UInt8]) throws(SigningKey.Refusal) {
        var isEncrypted: Int32 = 0
        guard let key = unsafe ccrypto_read_pem(text, text.count, &isEncrypted) else {
            ERR_clear_error()
            throw isEncrypted == 0 ? .malformed : .encrypted
        }
        guard unsafe EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA else {
            unsafe EVP_PKEY_free(key)
            throw .otherKind
        }
        unsafe try self.init(takingOver: key)
    }

    @unsafe private init(takingOver key: OpaquePointer) throws(SigningKey.Refusal) {
        let bits = Int(unsafe EVP_PKEY_get_bits(key))
        let modulus = unsafe Self.number(OSSL_PKEY_PARAM_RSA_N, of: key)
        let publicExponent = unsafe Self.number(OSSL_PKEY_PARAM_RSA_E, of: key)
        guard bits > 0, bits <= Self.maximumBits, !modulus.isEmpty, !publicExponent.isEmpty else {
            unsafe EVP_PKEY_free(key)
            throw .malformed
        }
        self.bits = bits
        self.modulus = modulus
        self.publicExponent = publicExponent
        unsafe self.key = key
    }

    deinit { unsafe EVP_PKEY_free(key) }

    /// Signs a message; nil when libcrypto is out of memory, or the key contradicts itself.
    public func sign(_ message: [UInt8], digest: Digest) -> [UInt8]? {
        guard let context = unsafe EVP_MD_CTX_new() else { return nil }
        defer { unsafe EVP_MD_CTX_free(context) }
        let name = digest == .sha256 ? "SHA256" : "SHA512"
        var bytes = [UInt8](repeating: 0, count: (bits + 7) / 8)
        var length = bytes.count
        guard unsafe EVP_DigestSignInit_ex(context, nil, name, nil, nil, key, nil) == 1,
            unsafe EVP_DigestSign(context, &bytes, &length, message, message.count) == 1
        else {
            ERR_clear_error()
            return nil
        }
        return Array(bytes.prefix(length))
    }

    @unsafe private static func number(_ name: String, of key: OpaquePointer) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: maximumBits / 8)
        let length = unsafe ccrypto_number(key, name, &bytes, bytes.count)
        return Array(bytes.prefix(length))
    }
}
