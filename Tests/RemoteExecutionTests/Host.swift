import LoopbackSSH
import OpenSSHFiles
import Reactor
import RemoteExecution
import SSH
import Synchronization

/// A real server, a session on it, and what runs there.
final class Host: Sendable {
    let server: LoopbackSSH
    let reactor: Reactor
    let session: SSHSession
    private let marks = Atomic<Int>(0)

    convenience init(settings: [String] = []) async throws {
        try await self.init(LoopbackSSH(settings: settings))
    }

    /// - Parameter user: nil: the one who runs the tests.
    init(_ server: LoopbackSSH, user: String? = nil) async throws {
        self.server = server
        reactor = try Reactor(named: "executions")
        var known = KnownHosts()
        known.add(Array(try server.knownHostsLine().utf8), file: "known_hosts")
        session = try await SSHSession.connect(
            to: SSHEndpoint(address: server.address, port: server.port, user: user ?? server.user),
            credentials: SSHCredentials(privateKeyFiles: [server.keyFile]), verifier: known,
            within: SSHConnectionLimits(), on: reactor)
    }

    func mark() -> String { "mark\(marks.add(1, ordering: .relaxed).newValue)x\(UInt32.random(in: .min ... .max))" }

    func run(
        _ program: Execution.Program, input: SSHInput = .none, limits: OutputLimits = .standard,
        sudo: Sudo? = nil, deadline: Duration = .seconds(60), grace: Duration = .seconds(1)
    ) async throws(ExecutionError) -> ExecutionReply {
        try await RemoteExecutor(session, host: "here", on: reactor).run(
            Execution(
                program, input: input, sudo: sudo, limits: limits, deadline: deadline, grace: grace, mark: mark()))
    }
}

extension ExecutionReply {
    var text: String { String(decoding: output, as: UTF8.self) }
    var errorText: String { String(decoding: errorOutput, as: UTF8.self) }
}
