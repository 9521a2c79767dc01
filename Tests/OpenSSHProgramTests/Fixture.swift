import Files
import LoopbackSSH
import SSH
import Testing

@testable import OpenSSHProgram

/// A server, a known_hosts file, and the program that is to reach it.
final class Fixture: Sendable {
    let server: LoopbackSSH
    let program: OpenSSHProgram

    init(hostKeyTypes: [String] = ["ed25519"], settings: [String] = []) async throws {
        server = try await LoopbackSSH(hostKeyTypes: hostKeyTypes, settings: settings)
        program = try OpenSSHProgram()
        try write(knownHosts: hostKeyTypes.map { try server.knownHostsLine($0) })
    }

    var knownHosts: String { "\(server.folder)/known_hosts" }

    func write(knownHosts lines: [String]) throws {
        try AtomicFile.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: knownHosts)
    }

    var target: OpenSSHTarget {
        var target = OpenSSHTarget(destination: server.address)
        target.port = server.port
        target.user = server.user
        target.identityFiles = [server.keyFile]
        target.knownHostsFiles = [knownHosts]
        target.hostKeyChecking = "yes"
        return target
    }

    func open(_ change: (inout OpenSSHTarget) -> Void = { _ in }) async throws(SSHError) -> OpenSSHConnection {
        var target = target
        change(&target)
        return try await OpenSSHConnection.open(target, with: program)
    }

    /// Ends the masters; a test that fails before leaves them to their own end.
    func end() async { await program.close() }
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
}
