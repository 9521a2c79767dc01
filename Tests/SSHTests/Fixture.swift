import LoopbackSSH
import OpenSSHFiles
import Reactor
import SSH
import Testing

/// A server and what it takes to connect to it.
struct Fixture {
    let server: LoopbackSSH
    let reactor: Reactor
    let limits = SSHConnectionLimits()

    init(
        address: String = "127.0.0.1", hostKeyTypes: [String] = ["ed25519"], settings: [String] = [],
        password: String? = nil
    ) async throws {
        server = try await LoopbackSSH(
            address: address, hostKeyTypes: hostKeyTypes, settings: settings, password: password)
        reactor = try Reactor(named: "ssh-tests")
    }

    var endpoint: SSHEndpoint { SSHEndpoint(address: server.address, port: server.port, user: server.user) }

    func knownHosts(_ lines: [String]? = nil) throws -> KnownHosts {
        var hosts = KnownHosts()
        let known = try lines ?? [server.knownHostsLine()]
        hosts.add(Array(known.joined(separator: "\n").utf8), file: "known_hosts")
        #expect(hosts.problems.isEmpty)
        return hosts
    }

    func connect(
        keys: [String]? = nil, known: [String]? = nil, deadlines: SSHDeadlines = .standard
    ) async throws -> SSHSession {
        try await SSHSession.connect(
            to: endpoint, credentials: SSHCredentials(privateKeyFiles: keys ?? [server.keyFile]),
            verifier: knownHosts(known), deadlines: deadlines, within: limits, on: reactor)
    }
}

/// Expects an `SSHError` of this code, and returns it.
@discardableResult
func expect<Value>(
    _ code: SSHError.Code, at location: SourceLocation = #_sourceLocation, _ body: () async throws -> Value
) async -> SSHError? {
    let error = await #expect(throws: SSHError.self, sourceLocation: location) { _ = try await body() }
    #expect(error?.code == code, "\(error?.description ?? "")", sourceLocation: location)
    return error
}

extension SSHReply {
    var text: String { String(decoding: output, as: UTF8.self) }
    var errorText: String { String(decoding: errorOutput, as: UTF8.self) }
}
