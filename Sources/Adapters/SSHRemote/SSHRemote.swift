import Files
public import FleetModel
public import HostSteps
import OpenSSHFiles
import OpenSSHProgram
public import Reactor
public import RolloutEngine
import SSH
public import Secrets

/// Runs host commands over native SSH. One connection to each host, made when it is first needed and kept; keys and known
/// hosts are read once, whatever the number of hosts.
public actor SSHRemote: Remote {
    let reactor: Reactor
    let accounts: Accounts
    private let releases: String
    private let configurations: [HostID: ConfigurationUpload]
    private let finder: Result<RouteFinder, RemoteTrouble>
    private let bastions: Bastions
    private let engines: Engines
    /// Files on their way to hosts.
    let uploads: ConcurrencyLimit
    private var sessions: [HostID: Connecting] = [:]

    /// `ssh -G` at the same time, each of which takes a few milliseconds of a processor.
    private static let maximumPrograms = 4

    private typealias Connecting = Task<Result<any SSHConnection, SSHError>, Never>

    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe reactor.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - home: the user's home directory, for keys, known hosts and ssh_config.
    ///   - user: who asks, for ssh_config; who logs in where nothing else says it stands with each host.
    ///   - releases: the folder in which `<release>/<file>` lie.
    ///   - configurations: what is sent along with a release, by host.
    ///   - environment: where SSH_AUTH_SOCK and variables of ssh_config are looked up.
    ///   - limits: how hard servers are leaned on, by this object.
    ///   - person: who is asked about hosts whose key is new, and for passwords, where ssh_config wants that.
    ///   - program: OpenSSH's client; a name is looked up in PATH.
    public init(
        on reactor: Reactor, home: String, user: String, releases: String,
        configurations: [HostID: ConfigurationUpload] = [:], environment: [String: String] = [:],
        limits: SSHLimits = .standard,
        person: TerminalPerson.Presence = .nobody("this program asks nobody"), program: String = "ssh"
    ) {
        self.reactor = reactor
        self.releases = releases
        self.configurations = configurations
        accounts = Accounts(environment: environment, person: person, on: reactor)
        let connections = SSHConnectionLimits(limits)
        bastions = Bastions(within: connections, on: reactor)
        engines = Engines(
            within: connections, person: person, vault: accounts.vault, path: program, on: reactor)
        uploads = ConcurrencyLimit(limits.uploads)
        do throws(SSHConfigError) {
            let config = try SSHConfig(asker: SSHConfig.Asker(user: user, home: home))
            finder = .success(
                RouteFinder(
                    config: SSHConfigResolver(config, programs: Self.maximumPrograms), accounts: accounts,
                    deadlines: SSHDeadlines(limits.deadlines)))
        } catch {
            finder = .failure(RemoteTrouble(message: "\(error)"))
        }
    }

    /// The client that carries a host, and why; nil before the first attempt.
    public nonisolated func engine(of host: HostID) -> EngineChoice? { engines.choice(for: host) }

    /// Ends every connection; what is used afterwards connects anew.
    public func close() async {
        let open = sessions.values
        sessions = [:]
        // Everything that is still on its way ends first: a host may wait for a bastion that never answers.
        for connecting in open { connecting.cancel() }
        await bastions.cancelOpening()
        for connecting in open {
            if case .success(let connection) = await connecting.value { await connection.close() }
        }
        await engines.close()
        await bastions.close()
    }

    public func run(_ command: HostCommand, on host: Host) async -> RemoteAnswer {
        guard let text = ShellCommand(command.arguments)?.text else {
            return .notBegun("\(host.id): the command holds a NUL byte")
        }
        do throws(RemoteTrouble) {
            let input = try input(of: command)
            return await run(text, input, command, host)
        } catch {
            return .notBegun("\(host.id): \(error.message)")
        }
    }

    private func run(
        _ text: String, _ input: SSHInput, _ command: HostCommand, _ host: Host
    ) async -> RemoteAnswer {
        let isUpload = command.input != .none
        do throws(SSHError) {
            let session = try await command.connection == .fresh ? freshSession(to: host) : session(to: host)
            if isUpload {
                guard await uploads.acquire() else { throw SSHError(.cancelled, .open, host.id.rawValue, "cancelled") }
            }
            defer { if isUpload { uploads.release() } }
            do throws(SSHError) {
                return try await run(text, input, command, on: session, of: host)
            } catch  where error.code == .closed || error.code == .lostBeforeRequest {
                // A kept connection may have died since; the command has certainly not begun, so a new one may try. It keeps
                // its place: in a long line of uploads the new one would not last until its next turn either.
                return try await run(text, input, command, on: try await self.session(to: host), of: host)
            }
        } catch {
            return Self.answer(error)
        }
    }

    private func run(
        _ text: String, _ input: SSHInput, _ command: HostCommand, on session: any SSHConnection, of host: Host
    ) async throws(SSHError) -> RemoteAnswer {
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
    func session(to host: Host) async throws(SSHError) -> any SSHConnection {
        if let kept = sessions[host.id] {
            let result = await kept.value
            if case .success(let session) = result, await session.isOpen { return session }
            if sessions[host.id] == kept { sessions[host.id] = nil }
        }
        let connecting = sessions[host.id] ?? connect(to: host)
        sessions[host.id] = connecting
        return try await connecting.value.get()
    }

    /// A new connection in place of the kept one, which ends with what runs on it.
    private func freshSession(to host: Host) async throws(SSHError) -> any SSHConnection {
        let before = sessions[host.id]
        let connecting = connect(to: host)
        sessions[host.id] = connecting
        let session = try await connecting.value.get()
        if case .success(let old)? = await before?.value { await old.close() }
        return session
    }

    /// Ends the connection to one host, if there is one; the next command makes another.
    func leave(_ host: HostID) async {
        guard let kept = sessions.removeValue(forKey: host), case .success(let connection) = await kept.value else {
            return
        }
        await connection.close()
    }

    /// A connection that has failed; the next command makes another.
    func forget(_ host: HostID) { sessions[host] = nil }

    /// Awaited by everybody who wants this host, the caller first.
    private func connect(to host: Host) -> Connecting {
        Task { [bastions, engines] in
            do throws(SSHError) {
                let route = try await route(to: host)
                let target = OpenSSHTarget(host, route)
                let opened = try await engines.open(
                    host.id, EngineFacts(host, route), target: target, route: route
                ) { () async throws(SSHError) in
                    try await bastions.connect(route)
                }
                return .success(opened.connection)
            } catch {
                return .failure(error)
            }
        }
    }

    /// Whom to reach and how, found anew for each connection.
    func route(to host: Host) async throws(SSHError) -> HostRoute {
        do throws(RemoteTrouble) {
            return try await finder.get().route(to: host)
        } catch {
            throw SSHError(.configuration, .route, host.id.rawValue, error.message)
        }
    }

    private func input(of command: HostCommand) throws(RemoteTrouble) -> SSHInput {
        do throws(FileError) {
            switch command.input {
            case .none: return .none
            case .text(let text): return .bytes(Array(text.utf8))
            case .files(let release):
                return try ReleaseStream(release, folder: "\(releases)/\(release.name)").input
            case .filesAfterConfiguration(let release, let id, let host):
                let upload = configurations[host].flatMap { $0.id == id ? $0 : nil }
                return try ReleaseStream(
                    release, folder: "\(releases)/\(release.name)", after: upload?.bytes ?? ConfigurationUpload.none
                ).input
            }
        } catch {
            throw RemoteTrouble(message: "\(error)")
        }
    }

    static func answer(_ error: SSHError) -> RemoteAnswer {
        let message = describe(error)
        if error.code.commandMayHaveStarted { return .unknown(message) }
        return switch error.code {
        case .hostKeyUnknown, .hostKeyChanged, .hostKeyRevoked, .authenticationRefused, .unusableKey: .barred(message)
        default: .notBegun(message)
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
