import Files
import OpenSSHFiles
import Reactor
import SSH
import SSHAgent
import Secrets
import Synchronization

/// Keys and known hosts by the files they come from, each file read once.
final class Accounts: Sendable {
    private struct KeyFiles: Hashable {
        var files: [String]
        var certificates: [String]
        var agent: String?
        var namedOnly: Bool
    }

    private struct HostFiles: Hashable {
        var files: [String]
        var policy: String
        /// Whether nobody is to be asked (BatchMode).
        var isSilent: Bool
        var hashesNames: Bool
    }

    private let environment: [String: String]
    private let reactor: Reactor
    /// Opens keys that have a passphrase, when a server would take them.
    let vault: SSHKeyVault
    private let person: TerminalPerson.Presence
    private let credentials = Mutex<[KeyFiles: SSHCredentials]>([:])
    private let verifiers = Mutex<[HostFiles: HostKeyKeeper]>([:])
    private let agents = Mutex<[String: SSHAgent]>([:])
    private let passwords = Mutex<[SSHEndpoint: KeptSecret]>([:])

    /// - Parameters:
    ///   - environment: where SSH_AUTH_SOCK is looked up, and who asks for passphrases (SSH_ASKPASS).
    ///   - person: who is asked about new hosts and for passwords, where ssh_config says so.
    init(environment: [String: String], person: TerminalPerson.Presence, on reactor: Reactor) {
        self.environment = environment
        self.person = person
        self.reactor = reactor
        let asking = ["SSH_ASKPASS", "SSH_ASKPASS_REQUIRE", "DISPLAY", "WAYLAND_DISPLAY"]
        vault = SSHKeyVault(on: reactor, variables: environment.filter { asking.contains($0.key) })
    }

    // MARK: - Keys

    /// - Parameter stated: the files that the inventory names; then nothing else is offered.
    func credentials(
        _ settings: SSHSettings, _ names: SSHSettings.Names, stated: [String]
    ) throws(SSHConfigError) -> SSHCredentials {
        let isNamedOnly = try settings.flag("identitiesonly") == true || stated.count > 0
        let key = KeyFiles(
            files: try stated.isEmpty ? keyFiles(settings, names) : stated,
            certificates: try settings.files("certificatefile", names), agent: try agentSocket(settings, names),
            namedOnly: isNamedOnly)
        var found = credentials.withLock { $0[key] } ?? read(key)
        found.methods = try settings.loginMethods()
        if found.methods.contains(where: { $0 != .publicKey }) {
            found.password = try password(settings, names)
        }
        return found
    }

    private func read(_ key: KeyFiles) -> SSHCredentials {
        let made = SSHCredentials(
            files: key.files, certificates: key.certificates, agent: key.agent.map(agent), unlocker: vault,
            usesNamedKeysOnly: key.namedOnly)
        credentials.withLock { $0[key] = made }
        return made
    }

    /// Asked for once in a run for each user and server, when the server would take it.
    private func password(_ settings: SSHSettings, _ names: SSHSettings.Names) throws(SSHConfigError) -> KeptSecret {
        let server = SSHEndpoint(address: names.hostName, port: names.port, user: names.user)
        let person = try settings.flag("batchmode") == true ? .nobody("ssh_config says BatchMode yes") : person
        return passwords.withLock { passwords in
            let kept =
                passwords[server]
                ?? KeptSecret { () async throws(SecretError) in try await person.password(of: server) }
            passwords[server] = kept
            return kept
        }
    }

    /// In the order of ssh(1). Those on security tokens are not ours to use, but have to be known of: they are `ssh`'s.
    private static let usualKeys = ["id_rsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk"]

    /// Those of ssh_config; without any, the usual ones that are there.
    private func keyFiles(
        _ settings: SSHSettings, _ names: SSHSettings.Names
    ) throws(SSHConfigError) -> [String] {
        let usual = Self.usualKeys.map { "\(names.asker.home)/.ssh/\($0)" }
        guard settings["identityfile"] != nil else { return usual.filter(File.exists) }
        // `ssh -G` names files that nobody has.
        return try settings.files("identityfile", names).filter { file in
            !file.hasPrefix("\(names.asker.home)/.ssh/id_") || File.exists(file) || File.exists("\(file).pub")
        }
    }

    private func agentSocket(
        _ settings: SSHSettings, _ names: SSHSettings.Names
    ) throws(SSHConfigError) -> String? {
        guard let setting = settings["identityagent"] else {
            return SSHAgent.socket(identityAgent: nil, environment: environment)
        }
        let isName = ["none", "SSH_AUTH_SOCK"].contains(setting.text) || setting.text.hasPrefix("$")
        let text = try isName ? setting.text : settings.path(setting.text, setting, names)
        return SSHAgent.socket(identityAgent: text, environment: environment)
    }

    private func agent(_ socket: String) -> SSHAgent {
        agents.withLock { agents in
            let agent = agents[socket] ?? SSHAgent(socket: socket, on: reactor)
            agents[socket] = agent
            return agent
        }
    }

    // MARK: - Known hosts

    /// Lines of the known_hosts files in use that say nothing.
    var knownHostsProblems: [KnownHosts.Problem] {
        let all = verifiers.withLock { $0.values.flatMap(\.known.problems) }
        return Set(all).sorted { ($0.file, $0.line) < ($1.file, $1.line) }
    }

    /// - Parameter stated: the files that the inventory names; a host that they do not know is refused.
    func verifier(
        _ settings: SSHSettings, _ names: SSHSettings.Names, stated: [String]
    ) throws(SSHConfigError) -> HostKeyKeeper {
        let folder = "\(names.asker.home)/.ssh"
        let users =
            try settings.fileList("userknownhostsfile", names)
            ?? ["known_hosts", "known_hosts2"].map { "\(folder)/\($0)" }
        let system =
            try settings.fileList("globalknownhostsfile", names)
            ?? ["/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"]
        // `no` lets changed keys pass, which nothing here does.
        let word = try settings.hostKeyChecking().map { $0 == "no" ? "accept-new" : $0 } ?? "ask"
        let isSilent = try settings.flag("batchmode") == true
        let key = HostFiles(
            files: stated.isEmpty ? users + system : stated, policy: stated.isEmpty ? word : "yes",
            isSilent: isSilent, hashesNames: try settings.flag("hashknownhosts") ?? false)
        if let kept = verifiers.withLock({ $0[key] }) { return kept }
        let known: KnownHosts
        do throws(FileError) {
            known = try KnownHosts.load(key.files)
        } catch {
            throw SSHConfigError(.file, error.path, error.reason)
        }
        let made = HostKeyKeeper(
            known, policy: policy(key.policy, isSilent: isSilent), addingTo: users.first, hashesNames: key.hashesNames,
            on: reactor)
        return verifiers.withLock { verifiers in
            // Whoever was first is kept, so that a host is asked about once.
            let kept = verifiers[key] ?? made
            verifiers[key] = kept
            return kept
        }
    }

    private func policy(_ word: String, isSilent: Bool) -> HostKeyPolicy {
        let person = isSilent ? .nobody("ssh_config says BatchMode yes") : person
        return switch word {
        case "accept-new": .acceptNew
        case "ask": .ask { await person.answer(to: $0) }
        default: .known
        }
    }
}

/// Why nothing could be sent to a host: found on this side, before any connection.
struct RemoteTrouble: Error {
    let message: String
}
