import LoopbackSSH
import OpenSSHFiles
import Reactor
import SSH

/// A server, and keys that it lets in.
struct AgentFixture {
    let server: LoopbackSSH
    let reactor: Reactor
    private let limits = SSHConnectionLimits()

    init(settings: [String] = []) async throws {
        server = try await LoopbackSSH(settings: settings)
        reactor = try Reactor(named: "agent-tests")
    }

    /// Makes a key that the server accepts; returns its file.
    func key(_ type: String, options: [String] = []) async throws -> String {
        let path = "\(server.folder)/key_\(type)"
        try await LoopbackSSH.makeKey(type, at: path, options: options)
        try server.authorize("\(path).pub")
        return path
    }

    func connect(_ credentials: SSHCredentials, deadlines: SSHDeadlines = .standard) async throws -> SSHSession {
        var known = KnownHosts()
        known.add(Array(try server.knownHostsLine().utf8), file: "known_hosts")
        return try await SSHSession.connect(
            to: SSHEndpoint(address: server.address, port: server.port, user: server.user), credentials: credentials,
            verifier: known, deadlines: deadlines, within: limits, on: reactor)
    }
}
