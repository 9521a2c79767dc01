import Crypto
import Files
public import FleetModel
import SSHKeys
import SSHSignatures

extension ReleaseFolder {
    /// Signs the manifest with an OpenSSH key and lays the signature beside it, under a name that the key gives it: signing
    /// again with the same key replaces it.
    ///
    /// A release that does not prove is not signed: nobody vouches for what is damaged or over.
    ///
    /// - Parameter key: the path of a private key, or of a public one whose private half an agent holds.
    /// - Returns: the signature's file, and the key's fingerprint.
    public func sign(
        key: String, at now: Timestamp
    ) async throws(ReleaseError) -> (file: String, fingerprint: String) {
        let proven = try await prove(nil, at: now)
        guard proven.manifest != nil, let bytes = try manifestBytes() else {
            throw ReleaseError(
                .missing, "release \(name) has no \(Self.manifest) to sign", next: "cjctl release init \(name) FILE")
        }
        let signature: SSHSignature
        do throws(SSHSignatureError) {
            signature = try await SignatureProgram(namespace: SignatureCheck.namespace).sign(bytes, key: key)
        } catch {
            throw ReleaseError(
                .failed, "release \(name) was not signed: \(error)", facts: ["key       \(key)"],
                next: "an encrypted key: ssh-add it, and name its .pub")
        }
        let label = Hexadecimal.encode(SHA256.hash(signature.publicKey.blob).prefix(6))
        let target = file("\(Self.manifest).\(label)\(Self.signatureSuffix)")
        try ReleaseError.ofFiles { () throws(FileError) in try AtomicFile.write(signature.armour, to: target) }
        return (target, signature.publicKey.fingerprint)
    }
}
