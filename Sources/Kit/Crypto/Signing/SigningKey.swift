internal import CCrypto

/// Owns one private key of libcrypto and signs with it: Ed25519, or ECDSA on one of NIST's curves.
///
/// `@safe`: the pointer is freed once, in `deinit`. Not thread safe by itself: lock around a shared one.
@safe public struct SigningKey: ~Copyable {
    public enum Kind: Sendable, Hashable, CaseIterable {
        case ed25519, p256, p384, p521
    }

    /// What a key signs: 64 bytes, or the two numbers of ECDSA, big-endian, with a zero byte in front where the highest bit
    /// is set, as DER and SSH write them.
    public enum Signature: Sendable, Hashable {
        case ed25519([UInt8])
        case ecdsa(first: [UInt8], second: [UInt8])
    }

    /// Why something is not a key that can be used.
    public enum Refusal: Error, Hashable {
        /// Not a private key, or one that contradicts itself.
        case malformed
        /// It wants a passphrase.
        case encrypted
        case rsa
        /// A kind that is none of `Kind`.
        case otherKind
        /// libcrypto has no memory.
        case memory
    }

    public static let ed25519SeedLength = 32

    public let kind: Kind
    /// The public half: 32 bytes of Ed25519, or the uncompressed point of a curve.
    public let publicKey: [UInt8]
    private let key: OpaquePointer

    /// - Parameter seed: 32 bytes (RFC 8032 calls them the private key).
    public init(ed25519Seed seed: [UInt8]) throws(Refusal) {
        guard let key = unsafe EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count) else {
            throw .malformed
        }
        unsafe try self.init(takingOver: key, .ed25519)
    }

    /// A key on a curve, from its uncompressed public point and its secret number, big-endian.
    public init(_ kind: Kind, point: [UInt8], number: [UInt8]) throws(Refusal) {
        guard let group = kind.groupName,
            let key = unsafe ccrypto_ec_key(group, point, point.count, number, number.count)
        else { throw .malformed }
        unsafe try self.init(takingOver: key, kind)
    }

    /// Reads a PEM text: PKCS #8, or an older form that names the kind in its header.
    public init(pem text: [UInt8]) throws(Refusal) {
        var isEncrypted: Int32 = 0
        guard let key = unsafe ccrypto_read_pem(text, text.count, &isEncrypted) else {
            ERR_clear_error()
            throw isEncrypted == 0 ? .malformed : .encrypted
        }
        guard let kind = unsafe Self.kind(of: key) else {
            let isRSA = unsafe EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA
            unsafe EVP_PKEY_free(key)
            throw isRSA ? .rsa : .otherKind
        }
        unsafe try self.init(takingOver: key, kind)
    }

    @unsafe private init(takingOver key: OpaquePointer, _ kind: Kind) throws(Refusal) {
        guard let publicKey = unsafe Self.publicKey(of: key, kind) else {
            unsafe EVP_PKEY_free(key)
            throw .memory
        }
        self.kind = kind
        self.publicKey = publicKey
        unsafe self.key = key
    }

    deinit { unsafe EVP_PKEY_free(key) }

    /// Signs a message, hashing it as the kind prescribes; nil when libcrypto is out of memory.
    public func sign(_ message: [UInt8]) -> Signature? {
        guard let context = unsafe EVP_MD_CTX_new() else { return nil }
        defer { unsafe EVP_MD_CTX_free(context) }
        var length = 0
        guard unsafe EVP_DigestSignInit_ex(context, nil, kind.digestName, nil, nil, key, nil) == 1,
            unsafe EVP_DigestSign(context, nil, &length, message, message.count) == 1
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: length)
        guard unsafe EVP_DigestSign(context, &bytes, &length, message, message.count) == 1 else { return nil }
        bytes.removeLast(bytes.count - length)
        return kind == .ed25519 ? .ed25519(bytes) : Signature(der: bytes)
    }

    // MARK: - Asking libcrypto

    @unsafe private static func kind(of key: OpaquePointer) -> Kind? {
        if unsafe EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519 { return .ed25519 }
        var text = [CChar](repeating: 0, count: 64)
        var length = 0
        guard unsafe EVP_PKEY_get_group_name(key, &text, text.count, &length) == 1 else { return nil }
        let group = String(decoding: text.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return Kind.allCases.first { $0.groupName == group }
    }

    @unsafe private static func publicKey(of key: OpaquePointer, _ kind: Kind) -> [UInt8]? {
        // Room for the longest: two coordinates of P-521 and the byte that says they are uncompressed.
        var bytes = [UInt8](repeating: 0, count: 133)
        var length = bytes.count
        let isDone =
            kind == .ed25519
            ? unsafe EVP_PKEY_get_raw_public_key(key, &bytes, &length)
            : unsafe EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, &bytes, bytes.count, &length)
        return isDone == 1 ? Array(bytes.prefix(length)) : nil
    }
}

extension SigningKey.Kind {
    /// libcrypto's name of the curve.
    fileprivate var groupName: String? {
        switch self {
        case .ed25519: nil
        case .p256: "prime256v1"
        case .p384: "secp384r1"
        case .p521: "secp521r1"
        }
    }

    /// The digest that goes with a curve of this size (RFC 5656 §6.2.1); Ed25519 has its own.
    fileprivate var digestName: String? {
        switch self {
        case .ed25519: nil
        case .p256: "SHA256"
        case .p384: "SHA384"
        case .p521: "SHA512"
        }
    }
}

extension SigningKey.Signature {
    /// libcrypto signs in DER: SEQUENCE { INTEGER, INTEGER }.
    fileprivate init?(der: [UInt8]) {
        var rest = der[...]
        guard rest.popFirst() == 0x30, Self.takeLength(&rest) == rest.count,
            let first = Self.takeInteger(&rest), let second = Self.takeInteger(&rest)
        else { return nil }
        self = .ecdsa(first: first, second: second)
    }

    private static func takeInteger(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard rest.popFirst() == 0x02, let length = takeLength(&rest), length <= rest.count else { return nil }
        defer { rest.removeFirst(length) }
        return Array(rest.prefix(length))
    }

    /// A DER length of one byte, or of two where the signature is of P-521.
    private static func takeLength(_ rest: inout ArraySlice<UInt8>) -> Int? {
        guard let first = rest.popFirst() else { return nil }
        return first == 0x81 ? rest.popFirst().map { Int($0) } : Int(first)
    }
}
