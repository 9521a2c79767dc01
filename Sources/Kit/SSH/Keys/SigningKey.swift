internal import CCrypto

/// Owns one private key of libcrypto and signs with it.
///
/// `@safe`: the pointer is freed once, in `deinit`. Not thread safe by itself; `SSHPrivateKey` locks around it.
@safe struct SigningKey: ~Copyable {
    private let key: OpaquePointer
    /// The name that goes with the public blob and before each signature, such as `ssh-ed25519`.
    let algorithm: String

    /// Curves by SSH's name, libcrypto's name and the digest that RFC 5656 §6.2.1 goes with them.
    private static let curves = [
        (ssh: "nistp256", group: "prime256v1", digest: "SHA256"),
        (ssh: "nistp384", group: "secp384r1", digest: "SHA384"),
        (ssh: "nistp521", group: "secp521r1", digest: "SHA512"),
    ]

    private init(_ key: OpaquePointer, algorithm: String) {
        unsafe self.key = key
        self.algorithm = algorithm
    }

    deinit { unsafe EVP_PKEY_free(key) }

    static func make(_ secret: OpenSSHPrivateKeyFormat.Secret) throws(OpenSSHPrivateKeyFormat.Refusal) -> SigningKey {
        switch secret {
        case .ed25519(let seed):
            guard let key = unsafe EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count) else {
                throw .malformed
            }
            return unsafe SigningKey(key, algorithm: "ssh-ed25519")
        case .ecdsa(let curve, let point, let number):
            guard let known = curves.first(where: { $0.ssh == curve }) else { throw .unsupported(curve) }
            guard let key = unsafe ccrypto_ec_key(known.group, point, point.count, number, number.count) else {
                throw .malformed
            }
            return unsafe SigningKey(key, algorithm: "ecdsa-sha2-\(curve)")
        }
    }

    /// Reads a PEM text: PKCS #8, or the older form with the kind in its header.
    static func make(pem text: String) throws(OpenSSHPrivateKeyFormat.Refusal) -> SigningKey {
        var isEncrypted: Int32 = 0
        let bytes = Array(text.utf8)
        guard let key = unsafe ccrypto_read_pem(bytes, bytes.count, &isEncrypted) else {
            ERR_clear_error()
            throw isEncrypted == 0 ? .malformed : .encrypted
        }
        switch unsafe EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_ED25519: return unsafe SigningKey(key, algorithm: "ssh-ed25519")
        case EVP_PKEY_EC:
            if let group = unsafe groupName(of: key), let known = curves.first(where: { $0.group == group }) {
                return unsafe SigningKey(key, algorithm: "ecdsa-sha2-\(known.ssh)")
            }
            unsafe EVP_PKEY_free(key)
            throw .unsupported("an elliptic curve other than P-256, P-384 and P-521")
        case let kind:
            unsafe EVP_PKEY_free(key)
            throw .unsupported(kind == EVP_PKEY_RSA ? "ssh-rsa" : "of a kind that SSH does not use")
        }
    }

    /// The public key as it travels; nil only when libcrypto is out of memory.
    func publicBlob() -> HostKey? {
        var writer = WireWriter()
        writer.writeString(algorithm.utf8)
        if let curve = Self.curves.first(where: { algorithm.hasSuffix($0.ssh) }) {
            guard let point = publicPoint() else { return nil }
            writer.writeString(curve.ssh.utf8)
            writer.writeString(point)
        } else {
            var length = 32
            var bytes = [UInt8](repeating: 0, count: length)
            guard unsafe EVP_PKEY_get_raw_public_key(key, &bytes, &length) == 1 else { return nil }
            writer.writeString(bytes.prefix(length))
        }
        return HostKey(blob: writer.bytes)
    }

    /// The signature as libssh2 wants it, without the algorithm's name: 64 bytes, or the two numbers of ECDSA.
    func sign(_ data: [UInt8]) -> [UInt8]? {
        let digest = Self.curves.first { algorithm.hasSuffix($0.ssh) }?.digest
        guard let context = unsafe EVP_MD_CTX_new() else { return nil }
        defer { unsafe EVP_MD_CTX_free(context) }
        var length = 0
        guard unsafe EVP_DigestSignInit_ex(context, nil, digest, nil, nil, key, nil) == 1,
            unsafe EVP_DigestSign(context, nil, &length, data, data.count) == 1
        else { return nil }
        var signature = [UInt8](repeating: 0, count: length)
        guard unsafe EVP_DigestSign(context, &signature, &length, data, data.count) == 1 else { return nil }
        signature.removeLast(signature.count - length)
        return digest == nil ? signature : Self.wireForm(ofECDSA: signature)
    }

    private func publicPoint() -> [UInt8]? {
        var length = 0
        guard unsafe EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, nil, 0, &length) == 1 else {
            return nil
        }
        var point = [UInt8](repeating: 0, count: length)
        guard unsafe EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, &point, length, &length) == 1 else {
            return nil
        }
        return point
    }

    @unsafe private static func groupName(of key: OpaquePointer) -> String? {
        var text = [CChar](repeating: 0, count: 64)
        var length = 0
        guard unsafe EVP_PKEY_get_group_name(key, &text, text.count, &length) == 1 else { return nil }
        return String(decoding: text.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// libcrypto signs in DER: SEQUENCE { INTEGER r, INTEGER s }. A DER INTEGER and an SSH `mpint` have the same bytes.
    private static func wireForm(ofECDSA der: [UInt8]) -> [UInt8]? {
        var writer = WireWriter()
        var rest = der[...]
        guard rest.popFirst() == 0x30, takeLength(&rest) == rest.count else { return nil }
        for _ in 0..<2 {
            guard rest.popFirst() == 0x02, let length = takeLength(&rest), length <= rest.count else { return nil }
            writer.writeString(rest.prefix(length))
            rest.removeFirst(length)
        }
        return writer.bytes
    }

    /// A DER length of one byte, or of two where the signature is of P-521.
    private static func takeLength(_ rest: inout ArraySlice<UInt8>) -> Int? {
        guard let first = rest.popFirst() else { return nil }
        return first == 0x81 ? rest.popFirst().map { Int($0) } : Int(first)
    }
}
