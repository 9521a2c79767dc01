import Files
import FleetModel
import SSHKeys
import SSHSignatures

/// Who has to have signed a release, with the files that say so.
public struct SignatureCheck: Sendable {
    /// What signatures are for. One made for anything else counts for nothing, and this one nowhere else.
    public static let namespace = "cjctl-release@v1"
    /// The longest revocation list that is read, in bytes.
    static let longestRevocationList = 16 << 20

    private let allowedSigners: String
    private let threshold: Int
    private let revoked: String?

    /// Paths are absolute. The files are read anew for each release: a key that was revoked a minute ago is revoked.
    public init(allowedSigners: String, threshold: Int, revoked: String?) {
        self.allowedSigners = allowedSigners
        self.threshold = max(1, threshold)
        self.revoked = revoked
    }

    /// The names of those who have signed `manifest`, when they are enough.
    ///
    /// A signer counts once, whatever number of keys and files; two entries that share a principal are one signer. A
    /// signature that does not count is named with its reason, and does no harm to the others.
    func signers(
        of folder: ReleaseFolder, manifest: [UInt8], at now: Timestamp
    ) async throws(ReleaseError) -> [String] {
        let allowed = try readAllowedSigners()
        let revoked = try readRevoked()
        let program = SignatureProgram(namespace: Self.namespace)
        let time = now.description.filter(\.isNumber) + "Z"
        var counted: [AllowedSigners.Signer] = []
        var passedOver: [String] = []
        let files = try folder.signatures()
        for file in files.prefix(ReleaseFolder.maximumSignatures) {
            do throws(SSHSignatureError) {
                let bytes: [UInt8]
                do throws(ReleaseError) { bytes = try folder.read(file, limit: SSHSignature.longestFile) } catch {
                    throw .malformed(error.what)
                }
                let signature = try SSHSignature(armour: bytes)
                guard let signer = allowed.signer(with: signature.publicKey) else {
                    throw .refused("\(signature.publicKey.fingerprint) is not among the allowed signers")
                }
                try await program.verify(signature, over: manifest, by: signer, at: time, revoked: revoked)
                guard !counted.contains(where: { !Set($0.principals).isDisjoint(with: signer.principals) }) else {
                    throw .refused("\(signer.name) has been counted already")
                }
                counted.append(signer)
            } catch {
                passedOver.append("\(file): \(error)")
            }
        }
        guard counted.count >= threshold else {
            throw refusal(of: folder, counted: counted.map(\.name), passedOver: passedOver)
        }
        return counted.map(\.name).sorted()
    }

    private func refusal(of folder: ReleaseFolder, counted: [String], passedOver: [String]) -> ReleaseError {
        let wanted = "\(threshold) allowed \(threshold == 1 ? "signer" : "signers")"
        return ReleaseError(
            .unsigned, "release \(folder.name) is not signed by \(wanted), nothing was sent",
            facts: ["signed by \(counted.isEmpty ? "nobody" : counted.joined(separator: ", "))"]
                + passedOver.map { "not       \($0)" },
            next: passedOver.isEmpty
                ? "cjctl release sign \(folder.name) --key FILE, by who may"
                : "fetch the release again, or ask its signers")
    }

    private func readAllowedSigners() throws(ReleaseError) -> AllowedSigners {
        switch AllowedSigners.read(try read(allowedSigners, limit: AllowedSigners.longestFile)) {
        case .success(let signers): return signers
        case .failure(let problems):
            throw ReleaseError(
                problems.all.map { problem in
                    let place = SourceLocation(file: allowedSigners, line: problem.line, column: 1)
                    return Diagnostic(.error, problem.message, at: place)
                })
        }
    }

    private func readRevoked() throws(ReleaseError) -> [UInt8]? {
        try revoked.map { (path) throws(ReleaseError) in try read(path, limit: Self.longestRevocationList) }
    }

    private func read(_ path: String, limit: Int) throws(ReleaseError) -> [UInt8] {
        do throws(FileError) { return try File.read(path, limit: limit) } catch {
            throw ReleaseError(
                .unsigned, "signatures cannot be checked: \(error)",
                next: "put it back; cjctl.yaml names it below signatures:")
        }
    }
}
