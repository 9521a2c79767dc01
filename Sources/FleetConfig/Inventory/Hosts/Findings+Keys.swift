internal import FleetModel
internal import YAML

extension Findings {
    /// As many hexadecimal digits as a private key of Ed25519 has with its public half.
    private static let digitsOfPrivateKey = 128

    /// Which program a node is.
    mutating func implementation(_ field: Field) -> Implementation? {
        choice(field, among: Implementation.allCases.map(\.rawValue)).flatMap { Implementation(rawValue: $0) }
    }

    /// Which key a node signs with. What may be a private key is refused and not quoted.
    mutating func signingKey(_ field: Field) -> SigningKeyID? {
        if case .scalar(let text, _) = field.node.kind, field.node.tag == nil {
            let isHexadecimal = text.utf8.allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
            if text.contains("PRIVATE KEY") || (isHexadecimal && text.utf8.count >= Self.digitsOfPrivateKey) {
                error(
                    "\(field.name) looks like a private key", at: field.mark,
                    hint: "write the public key or its digest, and take this key out of use: it has been in a file")
                return nil
            }
        }
        guard let text = text(field) else { return nil }
        guard let key = SigningKeyID(rawValue: text) else {
            error(
                "\(field.name) is no public key and no digest of one", at: field.mark,
                hint: "8 to \(maximumIdentifierLength) of A-Z a-z 0-9 . _ - + / = :")
            return nil
        }
        return key
    }
}
