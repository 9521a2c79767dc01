import FoundationEssentials

/// The content of a private key file in OpenSSH's own format (PROTOCOL.key in OpenSSH's sources).
enum OpenSSHPrivateKeyFormat {
    /// The private parts of a key that can be used here.
    enum Secret {
        case ed25519(seed: [UInt8])
        case ecdsa(curve: String, point: [UInt8], number: [UInt8])
    }

    enum Refusal: Error, Equatable {
        case malformed
        case encrypted
        case unsupported(String)
    }

    private static let header = "-----BEGIN OPENSSH PRIVATE KEY-----"
    private static let footer = "-----END OPENSSH PRIVATE KEY-----"
    private static let magic = Array("openssh-key-v1\0".utf8)
    private static let seedLength = 32

    static func isPresent(in text: String) -> Bool { text.contains(header) }

    /// The public blob and the private parts.
    static func parse(_ text: String) throws(Refusal) -> (publicKey: HostKey, secret: Secret) {
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
        guard cipher == "none", derivation == "none" else { throw .encrypted }
        return (publicKey, try parseSecret(secrets, type: publicKey.type))
    }

    private static func parseSecret(_ bytes: ArraySlice<UInt8>, type: String) throws(Refusal) -> Secret {
        var reader = WireReader(bytes)
        guard let check = reader.readUInt32(), check == reader.readUInt32(), reader.readText() == type else {
            throw .malformed
        }
        switch type {
        case "ssh-ed25519":
            guard reader.readString() != nil, let pair = reader.readString(), pair.count == 2 * seedLength else {
                throw .malformed
            }
            return .ed25519(seed: Array(pair.prefix(seedLength)))
        case "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521":
            guard let curve = reader.readText(), "ecdsa-sha2-\(curve)" == type, let point = reader.readString(),
                let number = reader.readString()
            else { throw .malformed }
            return .ecdsa(curve: curve, point: Array(point), number: Array(number))
        default: throw .unsupported(type)
        }
    }
}
