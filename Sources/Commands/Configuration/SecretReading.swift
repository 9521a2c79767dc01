import AnsibleVault
import Files
import FleetConfig
import FleetModel
import Secrets

/// Fetches the secrets of configurations, each place once, however many nodes ask for it.
struct SecretReading {
    private let context: CommandContext
    /// Where the password of encrypted files comes from.
    private let vaultPassword: String?
    private var known: [String: Secret] = [:]
    private var opened: [String: Secret] = [:]

    init(_ context: CommandContext, vaultPassword: String?) {
        self.context = context
        self.vaultPassword = vaultPassword
    }

    /// - Parameter source: `file:`, `env:`, `command:`, `vault:FILE`, `vault:FILE#KEY` or `ask`, as playbooks say it.
    mutating func read(_ name: ConfigurationName, from source: String) async throws(SecretFailure) -> Secret {
        if let secret = known[source] { return secret }
        let secret: Secret
        if source.hasPrefix(Self.vault) {
            secret = try await readVault(String(source.dropFirst(Self.vault.count)))
        } else {
            secret = try await plain(source, prompt: "\(name): ")
        }
        known[source] = secret
        return secret
    }

    private static let vault = "vault:"

    private func plain(_ source: String, prompt: String) async throws(SecretFailure) -> Secret {
        do throws(SecretError) {
            return try await place(SecretSource(source, prompt: prompt)).read()
        } catch {
            throw SecretFailure(what: error.description)
        }
    }

    /// A relative path starts in the project's folder.
    private func place(_ source: SecretSource) -> SecretSource {
        if case .file(let path) = source { .file(context.path(path)) } else { source }
    }

    private mutating func readVault(_ text: String) async throws(SecretFailure) -> Secret {
        let parts = text.split(separator: "#", maxSplits: 1).map(String.init)
        let file = parts.first ?? ""
        let content = try await open(file)
        var value = content.revealedBytes
        if parts.count > 1 {
            switch SecretFile.value(of: parts[1], in: value) {
            case .success(let found): value = found
            case .failure(let problem): throw SecretFailure(what: "\(file): \(problem.reason)")
            }
        } else if value.last == UInt8(ascii: "\n") {
            value.removeLast()
        }
        guard !value.isEmpty, value.count <= Secret.maximumLength, !value.contains(where: { $0 < 0x20 && $0 != 9 })
        else { throw SecretFailure(what: "\(file): the secret is empty, too long, or not one line") }
        return Secret(value)
    }

    private mutating func open(_ file: String) async throws(SecretFailure) -> Secret {
        if let content = opened[file] { return content }
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try File.read(context.path(file), limit: AnsibleVault.longestFile)
        } catch {
            throw SecretFailure(what: "\(error)")
        }
        guard let vaultPassword else {
            throw SecretFailure(what: "\(file): nobody has said where the vault's password is")
        }
        let password: Secret
        if let read = known[vaultPassword] {
            password = read
        } else {
            password = try await plain(vaultPassword, prompt: "Password of \(file): ")
            known[vaultPassword] = password
        }
        do throws(AnsibleVaultError) {
            let content = Secret(try AnsibleVault.decrypt(bytes, password: password.revealedBytes))
            opened[file] = content
            return content
        } catch {
            throw SecretFailure(what: "\(file): \(error)")
        }
    }
}

/// Why a secret could not be had, in words that hold none of it.
struct SecretFailure: Error {
    let what: String
}
