import Crypto
import Files

/// Reads what the user has in files to log in with: private keys, their public halves, certificates.
public struct SSHIdentityFiles: Sendable {
    /// Who opens keys that have a passphrase; nil when nobody does.
    private let unlocker: (any SSHKeyUnlocker)?

    public init(unlocker: (any SSHKeyUnlocker)?) { self.unlocker = unlocker }

    /// What the files offer, in their order, each certificate before its key.
    ///
    /// - Parameter certificates: further certificates; `FILE-cert.pub` beside a key counts without being named.
    /// - Returns: also why a file is of no use. None of them keeps the others from being used.
    public func read(
        _ paths: [String], certificates: [String] = []
    ) -> (identities: [any SSHIdentity], unusable: [SSHKeyError]) {
        var identities: [any SSHIdentity] = []
        var unusable: [SSHKeyError] = []
        var named = certificates
        for path in paths {
            do throws(SSHKeyError) {
                let identity = try read(path)
                let beside = "\(path)-cert.pub"
                if File.exists(beside), !named.contains(beside) { named.append(beside) }
                identities.append(identity)
            } catch {
                unusable.append(error)
            }
        }
        for path in named.reversed() {
            do throws(SSHKeyError) {
                let certificate = try readCertificate(path, among: identities)
                let place = identities.firstIndex { $0.publicKey == certificate.signer.publicKey } ?? 0
                identities.insert(certificate, at: place)
            } catch {
                unusable.append(error)
            }
        }
        return (identities, unusable)
    }

    /// Reads one key file: private, encrypted, or only the public half of one that an agent holds.
    public func read(_ path: String) throws(SSHKeyError) -> any SSHIdentity {
        if !File.exists(path), File.exists("\(path).pub") {
            return SSHPublicIdentity(try usable(SSHPublicKeyFile.read("\(path).pub"), path), source: path)
        }
        if let key = publicKey(at: path) { return SSHPublicIdentity(try usable(key, path), source: path) }
        let content = try SSHPrivateKey.readContent(path)
        let text = String(decoding: content, as: UTF8.self)
        do throws(SSHKeyError) {
            if OpenSSHPrivateKeyFormat.isPresent(in: text) { _ = try usable(envelope(text, path).publicKey, path) }
            return try SSHPrivateKey(content, source: path)
        } catch  where error.code == .encrypted {
            guard let unlocker else { throw error }
            return SSHEncryptedIdentity(try publicHalf(of: text, path), path: path, unlocker: unlocker)
        }
    }

    /// A public key file may be readable by anybody, a private key may not: so the content decides what is checked.
    private func publicKey(at path: String) -> HostKey? {
        guard let content = try? File.read(path, limit: SSHPrivateKey.maximumFileLength) else { return nil }
        return content.starts(with: "-----BEGIN".utf8) ? nil : SSHPublicKeyFile.parse(content)
    }

    private func readCertificate(
        _ path: String, among identities: [any SSHIdentity]
    ) throws(SSHKeyError) -> SSHCertificateIdentity {
        let certificate = try SSHPublicKeyFile.read(path)
        guard let key = SSHCertificateIdentity.certifiedKey(certificate) else {
            let isToken = SignatureAlgorithm.isToken(certificate.type)
            throw isToken ? token(path) : SSHKeyError(.malformed, path, "not a user's certificate")
        }
        // An agent may hold the key when no file does.
        let signer = identities.first { $0.publicKey == key } ?? SSHPublicIdentity(key, source: path)
        guard let identity = SSHCertificateIdentity(certificate, source: path, signer: signer) else {
            throw SSHKeyError(.malformed, path, "not a user's certificate")
        }
        return identity
    }

    /// OpenSSH's format shows the public half of an encrypted key; PEM does not.
    private func publicHalf(of text: String, _ path: String) throws(SSHKeyError) -> HostKey {
        if OpenSSHPrivateKeyFormat.isPresent(in: text) { return try envelope(text, path).publicKey }
        guard File.exists("\(path).pub") else {
            let reason =
                "the key has a passphrase and no public half beside it; write that to \(path).pub: ssh-keygen -y"
            throw SSHKeyError(.encrypted, path, reason)
        }
        return try usable(SSHPublicKeyFile.read("\(path).pub"), path)
    }

    private func envelope(_ text: String, _ path: String) throws(SSHKeyError) -> OpenSSHPrivateKeyFormat.Envelope {
        do throws(SigningKey.Refusal) {
            return try OpenSSHPrivateKeyFormat.open(text)
        } catch {
            throw SSHKeyError(error, path)
        }
    }

    private func usable(_ key: HostKey, _ path: String) throws(SSHKeyError) -> HostKey {
        guard !SignatureAlgorithm.isToken(key.type) else { throw token(path) }
        return key
    }

    private func token(_ path: String) -> SSHKeyError {
        SSHKeyError(.needsOpenSSH, path, "the key lies on a FIDO token")
    }
}
