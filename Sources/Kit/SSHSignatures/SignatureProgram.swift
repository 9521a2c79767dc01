internal import Files
internal import Processes

/// OpenSSH's own `ssh-keygen -Y`, the authority on its signatures.
///
/// Only `-Y verify` is believed, and only its exit code: `-Y find-principals` answers 0 for tampered data and
/// `-Y check-novalidate` for any key.
public struct SignatureProgram: Sendable {
    /// How long a verification may take.
    public static let verificationDeadline = Duration.seconds(10)
    /// How long signing may take: somebody may have to touch a key.
    public static let signingDeadline = Duration.seconds(60)

    private let path: String
    private let namespace: String

    /// - Parameters:
    ///   - path: of ssh-keygen; a bare name is looked up in `PATH`.
    ///   - namespace: what signatures are for: those for anything else count for nothing.
    public init(path: String = "ssh-keygen", namespace: String) {
        self.path = path
        self.namespace = namespace
    }

    /// Returns when `signature` is one over `message` by `signer`, whose key is valid then and not revoked.
    ///
    /// What is checked is what is handed over, not what lies on the disk by then.
    ///
    /// - Parameters:
    ///   - time: the second that counts as now, as `YYYYMMDDHHMMSSZ`.
    ///   - revoked: the content of a revocation list; nil for none.
    public func verify(
        _ signature: SSHSignature, over message: [UInt8], by signer: AllowedSigners.Signer, at time: String,
        revoked: [UInt8]?
    ) async throws(SSHSignatureError) {
        guard signature.namespace == namespace else { throw .otherNamespace(signature.namespace) }
        guard signature.publicKey == signer.key else { throw .refused("it is by another key than \(signer.name)'s") }
        let result: ProcessResult
        do {
            let folder = try TemporaryDirectory(prefix: "signature")
            try Self.lay(Array("\(signer.line)\n".utf8), folder.file("signers"))
            try Self.lay(signature.armour, folder.file("signature"))
            var arguments = [
                path, "-Y", "verify", "-O", "verify-time=\(time)", "-n", namespace, "-I", signer.name,
                "-f", folder.file("signers"), "-s", folder.file("signature"),
            ]
            if let revoked {
                try Self.lay(revoked, folder.file("revoked"))
                arguments += ["-r", folder.file("revoked")]
            }
            result = try await ProcessRunner.run(arguments, input: message, deadline: Self.verificationDeadline)
        } catch {
            throw .unavailable("\(error)")
        }
        guard result.status.isSuccess else { throw .refused(Self.reason(result, otherwise: "ssh-keygen refuses it")) }
    }

    /// Signs `message` and returns the signature's file.
    ///
    /// - Parameter key: the path of a private key, or of a public one whose private half an agent holds. Nobody is asked
    ///   for a passphrase: an encrypted key goes through an agent.
    public func sign(_ message: [UInt8], key: String) async throws(SSHSignatureError) -> SSHSignature {
        let result: ProcessResult
        do throws(ProcessError) {
            result = try await ProcessRunner.run(
                [path, "-q", "-Y", "sign", "-n", namespace, "-f", key], input: message,
                environment: .inheritedWith(["SSH_ASKPASS": "/bin/false", "SSH_ASKPASS_REQUIRE": "force"]),
                deadline: Self.signingDeadline)
        } catch {
            throw .unavailable("\(error)")
        }
        guard result.status.isSuccess else {
            throw .refused(Self.reason(result, otherwise: "ssh-keygen signs nothing"))
        }
        return try SSHSignature(armour: result.output)
    }

    private static func lay(_ bytes: [UInt8], _ path: String) throws(FileError) {
        let file = try FileDescriptor(opening: path, for: .createNew(mode: 0o600))
        try file.write(bytes)
    }

    private static func reason(_ result: ProcessResult, otherwise: String) -> String {
        let lines = (result.errorText + result.outputText).split(whereSeparator: \.isNewline)
        return lines.last.map { "ssh-keygen says: \($0)" } ?? otherwise
    }
}
