import Files
import FleetModel
import HostSteps
import LoopbackSSH
import Reactor
import RolloutEngine
import Testing

@testable import SSHRemote

/// Hosts that nobody but a certificate authority vouches for.
@Suite(
    "Certified host keys", .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"), .timeLimit(.minutes(5)))
final class HostCertificateTests {
    private let folder: TemporaryDirectory
    private let server: LoopbackSSH

    init() async throws {
        folder = try TemporaryDirectory(prefix: "certified")
        for name in ["authority", "stranger", "host"] {
            try await LoopbackSSH.makeKey("ed25519", at: folder.file(name))
        }
        try await LoopbackSSH.certify(
            folder.file("host.pub"), for: "127.0.0.1", by: folder.file("authority"), options: ["-h"])
        server = try await LoopbackSSH(
            hostKeyTypes: [],
            settings: ["HostKey \(folder.file("host"))", "HostCertificate \(folder.file("host-cert.pub"))"])
    }

    private func answer(knowing lines: [String], engine: ConnectionEngine? = nil) async throws -> RemoteAnswer {
        try AtomicFile.write(Array(lines.map { $0 + "\n" }.joined().utf8), to: folder.file("known"))
        // Files are read once, so that each content has a reader of its own.
        let remote = SSHRemote(
            on: try Reactor(named: "certified"), home: folder.path, user: server.user, releases: folder.path)
        let host = try host(engine)
        let answer = await remote.run(try LoopbackHost.command("echo in"), on: host)
        #expect(remote.engine(of: host.id)?.engine == engine ?? .openssh)
        await remote.close()
        return answer
    }

    private func host(_ engine: ConnectionEngine?) throws -> Host {
        try LoopbackHost.make(
            Connection(
                address: server.address, port: server.port, user: server.user, identityFiles: [server.keyFile],
                knownHostsFiles: [folder.file("known")], engine: engine))
    }

    private func authority(_ name: String) throws -> String {
        "@cert-authority " + (try server.knownHostsLine(publicKey: folder.file("\(name).pub")))
    }

    @Test("one that the authority has certified is reached by ssh, one that it has not is refused")
    func delegated() async throws {
        #expect(try await answer(knowing: [authority("authority")]) == .replied(output: "in\n", errors: ""))
        guard case .barred = try await answer(knowing: [authority("stranger")]) else {
            Issue.record("anybody's authority will do")
            return
        }
    }

    @Test("our own client alone refuses it and says why, and a key that is revoked is refused by either")
    func refused() async throws {
        guard case .notBegun(let message) = try await answer(knowing: [authority("authority")], engine: .native) else {
            Issue.record("our own client cannot read certificates")
            return
        }
        #expect(
            message.contains("only the certificate authority at \(folder.file("known")):1 vouches for it"), "\(message)"
        )
        let revoked = "@revoked " + (try server.knownHostsLine(publicKey: folder.file("host.pub")))
        for engine in [ConnectionEngine.native, .openssh] {
            let answer = try await answer(knowing: [authority("authority"), revoked], engine: engine)
            guard case .barred(let message) = answer else {
                Issue.record("\(engine): \(answer)")
                continue
            }
            #expect(message.lowercased().contains("revoked"), "\(message)")
        }
    }
}
