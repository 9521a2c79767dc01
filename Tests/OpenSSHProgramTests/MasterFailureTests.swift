import Files
import LoopbackSSH
import SSH
import Testing

@testable import OpenSSHProgram

@Suite(
    "A master that does not come up says why",
    .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"), .timeLimit(.minutes(5)))
struct MasterFailureTests {
    @Test("an unknown, a changed and a revoked key are told apart, with the place in known_hosts")
    func hostKeys() async throws {
        let fixture = try await Fixture()
        let line = try fixture.server.knownHostsLine()
        try fixture.write(knownHosts: ["# nobody"])
        let unknown = await expect(.hostKeyUnknown) { try await fixture.open() }
        #expect(unknown?.stage == .verify)
        let other = try fixture.server.knownHostsLine(publicKey: "\(fixture.server.folder)/user_ed25519.pub")
        try fixture.write(knownHosts: ["# first", other])
        let changed = await expect(.hostKeyChanged) { try await fixture.open() }
        #expect(changed?.reason.contains("\(fixture.knownHosts):2") == true, "\(changed?.reason ?? "")")
        try fixture.write(knownHosts: [line, "@revoked \(line)"])
        await expect(.hostKeyRevoked) { try await fixture.open() }
        await fixture.end()
    }

    @Test("a refused key, a closed port, a name that is none and a server without our algorithms")
    func others() async throws {
        let fixture = try await Fixture(settings: ["Ciphers aes256-gcm@openssh.com"])
        try await LoopbackSSH.makeKey("ed25519", at: "\(fixture.server.folder)/stranger")
        let stranger = "\(fixture.server.folder)/stranger"
        let refused = await expect(.authenticationRefused) { try await fixture.open { $0.identityFiles = [stranger] } }
        #expect(refused?.stage == .authenticate && refused?.host.contains("\(fixture.server.port)") == true)
        let closed = await expect(.refused) { try await fixture.open { $0.address = "127.9.9.9" } }
        #expect(closed?.reason.hasPrefix("ssh: connect to host 127.9.9.9 port") == true, "\(closed?.reason ?? "")")
        await expect(.resolve) { try await fixture.open { $0.address = "no-such-host.invalid" } }
        await expect(.noCommonAlgorithm) { try await fixture.open { $0.settings["Ciphers"] = "aes128-ctr" } }
        await fixture.end()
    }

    @Test("what could be read as an option or as a second setting is not handed to ssh")
    func injection() async throws {
        let program = try OpenSSHProgram(path: "/nonexistent/ssh")
        for destination in ["-oProxyCommand=touch /tmp/x", "", "a\nProxyCommand=b"] {
            await expect(.resolve) {
                try await OpenSSHConnection.open(OpenSSHTarget(destination: destination), with: program)
            }
        }
        var target = OpenSSHTarget(destination: "host")
        target.identityFiles = ["a\nProxyCommand x"]
        await expect(.resolve) { try await OpenSSHConnection.open(target, with: program) }
        await expect(.system) {
            try await OpenSSHConnection.open(OpenSSHTarget(destination: "host"), with: program)
        }
    }

    @Test("files are named byte for byte, be there spaces, quotes or percent signs in their names")
    func awkwardNames() async throws {
        let fixture = try await Fixture()
        let folder = "\(fixture.server.folder)/a b %h \"c\" \\d"
        try Directory.make(folder)
        for (from, to) in [(fixture.server.keyFile, "key %u"), (fixture.knownHosts, "known \"hosts\"")] {
            try AtomicFile.write(try File.read(from, limit: 1 << 20), to: "\(folder)/\(to)", mode: 0o600)
        }
        let connection = try await fixture.open {
            $0.identityFiles = ["\(folder)/key %u"]
            $0.knownHostsFiles = ["/dev/null", "\(folder)/known \"hosts\""]
        }
        #expect(try await connection.execute("echo in", deadline: .seconds(60)).text == "in\n")
        await fixture.end()
    }
}
