import LoopbackSSH
import Reactor
import SSH
import SSHKeys
import Testing

@Suite("Keys that sign elsewhere", .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"))
struct SignerTests {
    private func connect(
        _ fixture: Fixture, _ identities: [any SSHIdentity], deadlines: SSHDeadlines = .standard
    ) async throws -> SSHSession {
        try await SSHSession.connect(
            to: fixture.endpoint, credentials: SSHCredentials(identities: identities), verifier: fixture.knownHosts(),
            deadlines: deadlines, within: fixture.limits, on: fixture.reactor)
    }

    @Test(
        "a signature that takes longer than the deadline is waited for, and asked for once",
        arguments: ["ed25519", "rsa"])
    func slow(_ type: String) async throws {
        let fixture = try await Fixture()
        let path = "\(fixture.server.folder)/slow"
        try await LoopbackSSH.makeKey(type, at: path)
        try fixture.server.authorize("\(path).pub")
        let identity = SlowIdentity(try SSHPrivateKey.read(path), .seconds(7), on: fixture.reactor)
        let session = try await connect(fixture, [identity], deadlines: SSHDeadlines(authenticate: .seconds(6)))
        #expect(try await session.execute("echo in", deadline: .seconds(30)).text == "in\n")
        #expect(identity.asked == 1)
    }

    @Test("nobody is asked to sign for a server that does not take the key")
    func notAsked() async throws {
        let fixture = try await Fixture()
        let path = "\(fixture.server.folder)/stranger"
        try await LoopbackSSH.makeKey("ed25519", at: path)
        let identity = SlowIdentity(try SSHPrivateKey.read(path), .zero, on: fixture.reactor)
        await expect(.authenticationRefused) { try await connect(fixture, [identity]) }
        #expect(identity.asked == 0)
    }

    @Test("an owner who refuses is named, and the next key logs in")
    func refusal() async throws {
        let fixture = try await Fixture()
        let key = try SSHPrivateKey.read(fixture.server.keyFile)
        let identity = SlowIdentity(key, .zero, on: fixture.reactor, refuses: true)
        let error = await expect(.authenticationRefused) { try await connect(fixture, [identity]) }
        #expect(error?.reason == "\(identity.source): does not want to")
        let session = try await connect(fixture, [identity, key])
        #expect(await session.isOpen)
    }

    @Test("cancelling ends a login that waits for a signature")
    func cancelled() async throws {
        let fixture = try await Fixture()
        let identity = SlowIdentity(
            try SSHPrivateKey.read(fixture.server.keyFile), .seconds(60), on: fixture.reactor, refuses: true)
        let connecting = Task { try await connect(fixture, [identity]) }
        while identity.asked == 0 { await fixture.reactor.sleep(until: .now + .milliseconds(2)) }
        connecting.cancel()
        await expect(.cancelled) { try await connecting.value }
    }
}
