import Files
import OpenSSHFiles
import Reactor
import SSH
import SSHAgent
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
        var hashesNames: Bool
    }

    private let environment: [String: String]
    private let reactor: Reactor
    /// Opens keys that have a passphrase, when a server would take them.
    private let vault: SSHKeyVault
    private let ask: (@Sendable (HostKeyQuestion) async -> Bool)?
    private let credentials = Mutex<[KeyFiles: SSHCredentials]>([:])
    private let verifiers = Mutex<[HostFiles: HostKeyKeeper]>([:])
    private let agents = Mutex<[String: SSHAgent]>([:])

    /// - Parameters:
    ///   - environment: where SSH_AUTH_SOCK is looked up.
    ///   - ask: who is asked about new hosts where ssh_config says so; nil when nobody can be.
    init(
        environment: [String: String], ask: (@Sendable (HostKeyQuestion) async -> Bool)?, on reactor: Reactor
    ) {
        self.environment = environment
        self.ask = ask
        self.reactor = reactor
        vault = SSHKeyVault(on: reactor)
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
        if let kept = credentials.withLock({ $0[key] }) { return kept }
        let made = SSHCredentials(
            files: key.files, certificates: key.certificates, agent: key.agent.map(agent), unlocker: vault,
            usesNamedKeysOnly: isNamedOnly)
        credentials.withLock { $0[key] = made }
        return made
    }

    /// Those of ssh_config; without any, the usual ones that are there.
    private func keyFiles(
        _ settings: SSHSettings, _ names: SSHSettings.Names
    ) throws(SSHConfigError) -> [String] {
        let usual = ["id_rsa", "id_ecdsa", "id_ed25519"].map { "\(names.asker.home)/.ssh/\($0)" }
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
        let word = try settings.hostKeyChecking().map { $0 == "no" ? "accept-new" : $0 } ?? "yes"
        let key = HostFiles(
            files: stated.isEmpty ? users + system : stated, policy: stated.isEmpty ? word : "yes",
            hashesNames: try settings.flag("hashknownhosts") ?? false)
        if let kept = verifiers.withLock({ $0[key] }) { return kept }
        let known: KnownHosts
        do throws(FileError) {
            known = try KnownHosts.load(key.files)
        } catch {
            throw SSHConfigError(.file, error.path, error.reason)
        }
        let made = HostKeyKeeper(
            known, policy: policy(key.policy), addingTo: users.first, hashesNames: key.hashesNames, on: reactor)
        return verifiers.withLock { verifiers in
            // Whoever was first is kept, so that a host is asked about once.
            let kept = verifiers[key] ?? made
            verifiers[key] = kept
            return kept
        }
    }

    private func policy(_ word: String) -> HostKeyPolicy {
        switch word {
        case "accept-new": .acceptNew
        case "ask": ask.map { .ask($0) } ?? .known
        default: .known
        }
    }
}

/// Why nothing could be sent to a host: found on this side, before any connection.
struct RemoteTrouble: Error {
    let message: String
}
