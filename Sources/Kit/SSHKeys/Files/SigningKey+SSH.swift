import Crypto

/// How SSH names and writes keys and signatures (RFC 5656, RFC 8709).
extension SigningKey.Kind {
    init?(algorithm: String) {
        guard let kind = Self.allCases.first(where: { $0.algorithm == algorithm }) else { return nil }
        self = kind
    }

    /// The name that goes with a public key and before each signature.
    var algorithm: String { curveName.map { "ecdsa-sha2-\($0)" } ?? "ssh-ed25519" }

    var curveName: String? {
        switch self {
        case .ed25519: nil
        case .p256: "nistp256"
        case .p384: "nistp384"
        case .p521: "nistp521"
        }
    }
}

extension SigningKey {
    /// The public half as it travels.
    var publicBlob: [UInt8] {
        var writer = WireWriter()
        writer.writeString(kind.algorithm.utf8)
        if let curve = kind.curveName { writer.writeString(curve.utf8) }
        writer.writeString(publicKey)
        return writer.bytes
    }
}

extension SigningKey.Signature {
    /// As libssh2 wants it: without the algorithm's name, which it adds.
    var wireForm: [UInt8] {
        switch self {
        case .ed25519(let bytes): return bytes
        case .ecdsa(let first, let second):
            var writer = WireWriter()
            writer.writeString(first)
            writer.writeString(second)
            return writer.bytes
        }
    }
}
