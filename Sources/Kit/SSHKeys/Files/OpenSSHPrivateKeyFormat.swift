import Crypto
import FoundationEssentials

/// The content of a private key file in OpenSSH's own format (PROTOCOL.key in OpenSSH's sources).
enum OpenSSHPrivateKeyFormat {
    private static let header = "-----BEGIN OPENSSH PRIVATE KEY-----"
    private static let footer = "-----END OPENSSH PRIVATE KEY-----"
    private static let magic = Array("openssh-key-v1\0".utf8)

    /// What the file says without its passphrase.
    struct Envelope {
        var publicKey: HostKey
        var isEncrypted: Bool
        fileprivate var secrets: ArraySlice<UInt8>
    }

    static func isPresent(in text: String) -> Bool { text.contains(header) }

    static func parse(_ text: String) throws(SigningKey.Refusal) -> SecretKey {
        let envelope = try open(text)
        guard !envelope.isEncrypted else { throw .encrypted }
        return try parseSecrets(envelope.secrets, type: envelope.publicKey.type)
    }

    /// Reads as far as no passphrase is needed: the public half stands in the open.
    static func open(_ text: String) throws(SigningKey.Refusal) -> Envelope {
        guard let start = text.firstRange(of: header), let end = text.firstRange(of: footer),
            start.upperBound <= end.lowerBound
        else { throw .malformed }
        let base64 = text[start.upperBound..<end.lowerBound].utf8.filter { $0 > 0x20 }
        guard let bytes = Data(base64Encoded: Data(base64)) else { throw .malformed }
        var reader = WireReader(bytes)
        guard reader.skip(magic), let cipher = reader.readText(), let derivation = reader.readText(),
            reader.readString() != nil, reader.readUInt32() == 1, let blob = reader.readString(),
            let publicKey = HostKey(blob: Array(blob)), let secrets = reader.readString()
        else { throw .malformed }
        let isEncrypted = cipher != "none" || derivation != "none"
        return Envelope(publicKey: publicKey, isEncrypted: isEncrypted, secrets: secrets)
    }

    private static func parseSecrets(_ bytes: ArraySlice<UInt8>, type: String) throws(SigningKey.Refusal) -> SecretKey {
        var reader = WireReader(bytes)
        guard let check = reader.readUInt32(), check == reader.readUInt32(), reader.readText() == type else {
            throw .malformed
        }
        if type == SecretKey.rsaType { return .rsa(try parseRSA(&reader)) }
        guard let kind = SigningKey.Kind(algorithm: type) else { throw .otherKind }
        switch kind {
        case .ed25519:
            // The secret stands there with the public half behind it.
            guard reader.readString() != nil, let pair = reader.readString(),
                pair.count == 2 * SigningKey.ed25519SeedLength
            else { throw .malformed }
            return .curve(try SigningKey(ed25519Seed: Array(pair.prefix(SigningKey.ed25519SeedLength))))
        case .p256, .p384, .p521:
            guard reader.readText() == kind.curveName, let point = reader.readString(), let number = reader.readString()
            else { throw .malformed }
            return .curve(try SigningKey(kind, point: Array(point), number: Array(number)))
        }
    }

    private static func parseRSA(_ reader: inout WireReader) throws(SigningKey.Refusal) -> RSASigningKey {
        var numbers: [[UInt8]] = []
        for _ in 0..<6 {
            guard let number = reader.readString() else { throw .malformed }
            numbers.append(Array(number))
        }
        return try RSASigningKey(
            RSASigningKey.Numbers(
                modulus: numbers[0], publicExponent: numbers[1], privateExponent: numbers[2], inverse: numbers[3],
                firstPrime: numbers[4], secondPrime: numbers[5]))
    }
}
