internal import YAML

/// Who has to have signed the manifest of a release before it is used: `signatures:` of a project.
public struct SignatureDemand: Sendable, Equatable {
    /// The path of the keys that may sign, as ssh-keygen(1) reads them (ALLOWED SIGNERS).
    public let allowedSigners: String
    /// How many different signers have to have signed.
    public let threshold: Int
    /// The path of keys that may not sign any more: a revocation list (KRL), or public keys line by line.
    public let revoked: String?

    /// The most signers that can be demanded.
    public static let maximumThreshold = 16

    public init(allowedSigners: String, threshold: Int, revoked: String?) {
        self.allowedSigners = allowedSigners
        self.threshold = threshold
        self.revoked = revoked
    }
}

/// Reads `signatures:` of a project.
enum SignatureDemandReader {
    private static let keys = ["allowed_signers", "threshold", "revoked"]

    /// Nil when something is wrong: then there is an error, and never a project that demands less than was written.
    static func read(_ field: Field, _ findings: inout Findings) -> SignatureDemand? {
        guard !field.node.isNull else {
            findings.error(
                "signatures has no value", at: field.mark, hint: "name the signers, or remove the key")
            return nil
        }
        guard let fields = Fields(field.node, of: "signatures", keys: keys, &findings) else { return nil }
        guard let named = fields["allowed_signers"] else {
            findings.error(
                "signatures names no allowed_signers", at: field.mark,
                hint: "signatures: {allowed_signers: keys/allowed_signers, threshold: 2}")
            return nil
        }
        let signers = findings.localPath(named)
        let range = 1...UInt64(SignatureDemand.maximumThreshold)
        let threshold = fields["threshold"].map { findings.number($0, in: range) } ?? 1
        let revoked = fields["revoked"].map { findings.localPath($0) }
        guard let signers, let threshold else { return nil }
        return SignatureDemand(allowedSigners: signers, threshold: Int(threshold), revoked: revoked.flatMap(\.self))
    }
}
