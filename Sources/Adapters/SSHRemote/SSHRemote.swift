import Files
public import FleetModel
public import HostSteps
import OpenSSHFiles
import OpenSSHProgram
public import Reactor
public import RolloutEngine
import SSH

/// Runs host commands over native SSH. One connection to each host, made when it is first needed and kept; keys and known
/// hosts are read once, whatever the number of hosts.
public actor SSHRemote: Remote {
    let reactor: Reactor
    private let releases: String
    private let limits = SSHConnectionLimits()
    let accounts: Accounts
    private let engines = Engines()
    private var sessions: [HostID: Connecting] = [:]

    private typealias Connecting = Task<Result<any SSHConnection, SSHError>, Never>

    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe reactor.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - home: the user's home directory, for keys and known hosts that no inventory names.
    ///   - releases: the folder in which `<release>/<file>` lie.
    public init(on reactor: Reactor, home: String, releases: String) {
        self.reactor = reactor
        self.releases = releases
        accounts = Accounts(home: home)
    }

    /// The client that carries a host, and why; nil before the first attempt.
    public nonisolated func engine(of host: HostID) -> EngineChoice? { engines.choice(for: host) }

    /// Ends every connection; what is used afterwards connects anew.
    public func close() async {
        let open = sessions.values
        sessions = [:]
        for connecting in open {
            connecting.cancel()
            if case .success(let connection) = await connecting.value { await connection.close() }
        }
        await engines.close()
    }

    public func run(_ command: HostCommand, on host: Host) async -> RemoteAnswer {
        guard let text = ShellCommand(command.arguments)?.text else {
            return .notBegun("\(host.id): the command holds a NUL byte")
        }
        do throws(RemoteTrouble) {
            let input = try input(of: command)
            let account = try accounts.account(for: host.connection)
            return await run(text, input, command, host, account)
        } catch {
            return .notBegun("\(host.id): \(error.message)")
        }
    }

    private func run(
        _ text: String, _ input: SSHInput, _ command: HostCommand, _ host: Host, _ account: Accounts.Account
    ) async -> RemoteAnswer {
        do throws(SSHError) {
            do throws(SSHError) {
                return try await attempt(text, input, command, host, account)
            } catch  where error.code == .closed || error.code == .lostBeforeRequest {
                // A kept connection may have died since; the command has certainly not begun, so a new one may try.
                return try await attempt(text, input, command, host, account)
            }
        } catch {
            let message = Self.describe(error)
            return error.code.commandMayHaveStarted ? .unknown(message) : .notBegun(message)
        }
    }

    private func attempt(
        _ text: String, _ input: SSHInput, _ command: HostCommand, _ host: Host,
        _ account: Accounts.Account
    ) async throws(SSHError) -> RemoteAnswer {
        let session = try await session(to: host, account)
        do throws(SSHError) {
            let reply = try await session.execute(
                "exec \(text)", input: input, limits: .standard,
                deadline: .milliseconds(command.deadline.milliseconds))
            return .replied(
                output: String(decoding: reply.output, as: UTF8.self),
                errors: String(decoding: reply.errorOutput, as: UTF8.self))
        } catch {
            if await !session.isOpen { sessions[host.id] = nil }
            throw error
        }
    }

    /// The kept connection, or a new one; those who come meanwhile wait for the same.
    func session(to host: Host, _ account: Accounts.Account) async throws(SSHError) -> any SSHConnection {
        if let kept = sessions[host.id] {
            let result = await kept.value
            if case .success(let session) = result, await session.isOpen { return session }
            if sessions[host.id] == kept { sessions[host.id] = nil }
        }
        let connecting = sessions[host.id] ?? connect(to: host, account)
        sessions[host.id] = connecting
        return try await connecting.value.get()
    }

    /// A connection that has failed; the next command makes another.
    func forget(_ host: HostID) { sessions[host] = nil }

    /// Awaited by everybody who wants this host, the caller first.
    private func connect(to host: Host, _ account: Accounts.Account) -> Connecting {
        let connection = host.connection
        let endpoint = SSHEndpoint(address: connection.address, port: connection.port, user: connection.user)
        let (facts, target) = (EngineFacts(host), OpenSSHTarget(host))
        return Task { [reactor, limits, engines] in
            do throws(SSHError) {
                let opened = try await engines.open(host.id, facts, target: target, deadlines: .standard) {
                    () async throws(SSHError) in
                    try await SSHSession.connect(
                        to: endpoint, credentials: account.credentials, verifier: account.knownHosts, within: limits,
                        on: reactor)
                }
                return .success(opened.connection)
            } catch {
                return .failure(error)
            }
        }
    }

    private func input(of command: HostCommand) throws(RemoteTrouble) -> SSHInput {
        guard case .files(let release) = command.input else { return .none }
        do throws(FileError) {
            return try ReleaseStream(release, folder: "\(releases)/\(release.name)").input
        } catch {
            throw RemoteTrouble(message: "\(error)")
        }
    }

    /// Adds what to do to what went wrong, where that is known.
    static func describe(_ error: SSHError) -> String {
        switch error.code {
        case .hostKeyUnknown: "\(error); add it after checking it: ssh-keyscan, then known_hosts"
        case .hostKeyChanged: "\(error); do not go on before you know why"
        default: error.description
        }
    }
}
