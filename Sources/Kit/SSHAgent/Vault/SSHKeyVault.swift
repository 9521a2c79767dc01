import Files
internal import Glibc
import Processes
public import Reactor
public import SSHKeys

/// Opens keys that have a passphrase, each once for the whole process, whatever the number of hosts.
///
/// OpenSSH does all of it: ssh-add asks for the passphrase, at the terminal or through SSH_ASKPASS as ssh(1) has it, and
/// hands the opened key to an agent of this process's own. Neither passphrase nor key ever comes here.
public actor SSHKeyVault: SSHKeyUnlocker {
    /// How long a person may take to type a passphrase.
    public static let answerDeadline = Duration.seconds(300)

    private let reactor: Reactor
    private let variables: [String: String]
    /// One question at a time. Who waits in line asks again when the one before gave up.
    private let turn = ConcurrencyLimit(1)
    private var agent: PrivateAgent?
    private var opened: [String: Result<AgentIdentity, SSHKeyError>] = [:]

    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe reactor.asUnownedSerialExecutor() }

    /// - Parameter variables: what ssh-add sees besides this process's own environment, such as another SSH_ASKPASS.
    public init(on reactor: Reactor, variables: [String: String] = [:]) {
        self.reactor = reactor
        self.variables = variables
    }

    /// Opens the key like `unlock`, for a program that asks an agent by itself; returns the agent's socket, which lives as
    /// long as this object.
    public func socket(holding path: String, publicKey: HostKey) async throws(SSHKeyError) -> String {
        _ = try await unlock(path, publicKey: publicKey)
        guard let agent else { throw SSHKeyError(.agent, path, "there is no agent that holds it") }
        return agent.agent.socket
    }

    /// Asks for the passphrase unless the key is open already; a wrong answer is remembered too and nobody is asked again.
    public func unlock(_ path: String, publicKey: HostKey) async throws(SSHKeyError) -> any SSHIdentity {
        if let known = opened[path] { return try known.get() }
        guard await turn.acquire() else { throw Self.cancelled(path) }
        defer { turn.release() }
        if let known = opened[path] { return try known.get() }
        let result: Result<AgentIdentity, SSHKeyError>
        do throws(SSHKeyError) {
            result = .success(try await open(path, publicKey))
        } catch {
            result = .failure(error)
        }
        guard !Task.isCancelled else { throw Self.cancelled(path) }
        opened[path] = result
        return try result.get()
    }

    private func open(_ path: String, _ publicKey: HostKey) async throws(SSHKeyError) -> AgentIdentity {
        guard canAsk else {
            let reason =
                "the key has a passphrase, and there is neither a terminal nor SSH_ASKPASS to ask for it; "
                + "hand the key to an ssh-agent before"
            throw SSHKeyError(.encrypted, path, reason)
        }
        let holder: PrivateAgent
        if let agent { holder = agent } else { holder = try await PrivateAgent.start(on: reactor) }
        agent = holder
        try await add(path, to: holder.agent.socket)
        guard let key = try await holder.agent.ask().first(where: { $0.publicKey == publicKey }) else {
            throw SSHKeyError(.malformed, path, "what it holds is not the key whose public half is beside it")
        }
        return AgentIdentity(key: key, agent: holder.agent)
    }

    private func add(_ path: String, to socket: String) async throws(SSHKeyError) {
        let result: ProcessResult
        do throws(ProcessError) {
            result = try await ProcessRunner.run(
                ["ssh-add", "-q", "-k", "--", path],
                environment: .inheritedWith(variables.merging(["SSH_AUTH_SOCK": socket]) { $1 }),
                deadline: Self.answerDeadline, terminal: .ours)
        } catch {
            throw SSHKeyError(.encrypted, path, "the key has a passphrase: \(error)")
        }
        guard !result.status.isSuccess else { return }
        let said = String(decoding: result.errorOutput, as: UTF8.self).split(separator: "\n").last ?? ""
        let words = said.isEmpty ? "the right one was not given" : String(said)
        throw SSHKeyError(.encrypted, path, "the key has a passphrase, and ssh-add could not open it: \(words)")
    }

    /// Whether ssh-add would find somebody to ask: the terminal, or a program as in ENVIRONMENT of ssh(1).
    private var canAsk: Bool {
        if ProcessTerminal.isThere { return true }
        let hasDisplay = variable("DISPLAY") != nil || variable("WAYLAND_DISPLAY") != nil
        return hasDisplay || variable("SSH_ASKPASS_REQUIRE") == "force"
    }

    private func variable(_ name: String) -> String? {
        let value = variables[name] ?? (unsafe getenv(name).map { unsafe String(cString: $0) })
        return value.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func cancelled(_ path: String) -> SSHKeyError {
        SSHKeyError(.encrypted, path, "cancelled while its passphrase was asked for")
    }
}
