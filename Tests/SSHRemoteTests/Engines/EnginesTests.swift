import Files
import FleetModel
import HostSteps
import LoopbackSSH
import Reactor
import RolloutEngine
import Testing

@testable import SSHRemote

@Suite(
    "Both clients behind one adapter", .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"),
    .timeLimit(.minutes(5)))
struct EnginesTests {
    @Test("a host that our own client has no algorithm for goes over OpenSSH, from then on at once")
    func fallback() async throws {
        let fixture = try await Fixture(settings: ["Ciphers chacha20-poly1305@openssh.com"])
        let first = try await fixture.remote.run(fixture.command("echo one"), on: fixture.host())
        #expect(first == .replied(output: "one\n", errors: ""))
        let choice = try fixture.remote.engine(of: fixture.host().id)
        #expect(choice?.engine == .openssh && choice?.reason.contains("no algorithm in common") == true)
        let failures = fixture.server.messages.split(separator: "\n").filter { $0.contains("no matching cipher") }.count
        await fixture.remote.close()
        let second = try await fixture.remote.run(fixture.command("echo two"), on: fixture.host())
        #expect(second == .replied(output: "two\n", errors: ""))
        let now = fixture.server.messages.split(separator: "\n").filter { $0.contains("no matching cipher") }.count
        #expect(failures == 1 && now == 1, "our own client asked a second time")
        await fixture.remote.close()
    }

    @Test("what the inventory says holds, and a forced native client does not fall back")
    func forced() async throws {
        let fixture = try await Fixture()
        for (engine, word) in [(ConnectionEngine.native, "a"), (.openssh, "b")] {
            let host = try fixture.host(engine: engine)
            #expect(
                try await fixture.remote.run(fixture.command("echo \(word)"), on: host)
                    == .replied(output: "\(word)\n", errors: ""))
            #expect(fixture.remote.engine(of: host.id)?.engine == engine)
            await fixture.remote.close()
        }
        let strict = try await Fixture(settings: ["Ciphers chacha20-poly1305@openssh.com"])
        guard case .notBegun = try await strict.remote.run(strict.command("true"), on: strict.host(engine: .native))
        else {
            Issue.record("a forced client was replaced")
            return
        }
        await strict.remote.close()
    }

    @Test("who has nothing but a key on a token goes over OpenSSH at once")
    func token() async throws {
        let server = try await LoopbackSSH()
        let home = try Household(beside: server)
        try home.write("Host a\nHostName \(server.address)\nPort \(server.port)\n", knowing: [server])
        let key =
            "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
            + "AAAABHNzaDo= token\n"
        try AtomicFile.write(Array(key.utf8), to: "\(home.folder)/.ssh/id_ed25519_sk", mode: 0o600)
        let remote = try home.remoteWithProgram(user: server.user)
        let host = try home.host("a", user: server.user)
        _ = try await remote.run(LoopbackHost.command("true"), on: host)
        #expect(remote.engine(of: host.id)?.engine == .openssh)
        #expect(remote.engine(of: host.id)?.reason == "all keys are on security tokens")
        await remote.close()
    }

    @Test("a key that cannot be read is named when ssh is refused as well")
    func unreadable() async throws {
        let fixture = try await Fixture()
        let host = try LoopbackHost.make(
            Connection(
                address: fixture.server.address, port: fixture.server.port, user: fixture.server.user,
                identityFiles: ["/nonexistent/key"], knownHostsFiles: ["\(fixture.server.folder)/known_hosts"],
                engine: .openssh))
        guard case .barred(let message) = try await fixture.remote.run(fixture.command("true"), on: host) else {
            Issue.record("somebody else's key was taken")
            return
        }
        #expect(message.contains("Permission denied") && message.contains("/nonexistent/key: "), "\(message)")
        await fixture.remote.close()
    }

    @Test("a changed host key and a refused key are final: OpenSSH is not asked")
    func final() async throws {
        let fixture = try await Fixture()
        let wrong = try fixture.server.knownHostsLine(publicKey: "\(fixture.server.folder)/user_ed25519.pub")
        try fixture.write(knownHosts: wrong)
        guard case .barred(let message) = try await fixture.remote.run(fixture.command("true"), on: fixture.host())
        else {
            Issue.record("a wrong key was accepted")
            return
        }
        #expect(message.contains("do not go on before you know why"))
        #expect(try fixture.remote.engine(of: fixture.host().id)?.engine == .native)

        let second = try await Fixture()
        try AtomicFile.write([], to: "\(second.server.folder)/authorized_keys")
        guard case .barred = try await second.remote.run(second.command("true"), on: second.host()) else {
            Issue.record("a refused key was accepted")
            return
        }
        #expect(try second.remote.engine(of: second.host().id)?.engine == .native)
    }
}

/// A server, and the adapter that reaches it.
private struct Fixture {
    let server: LoopbackSSH
    let remote: SSHRemote

    init(settings: [String] = []) async throws {
        server = try await LoopbackSSH(settings: settings)
        remote = SSHRemote(
            on: try Reactor(named: "engines"), home: server.folder, user: server.user, releases: server.folder)
        try write(knownHosts: try server.knownHostsLine())
    }

    func write(knownHosts line: String) throws {
        try AtomicFile.write(Array("\(line)\n".utf8), to: "\(server.folder)/known_hosts")
    }

    func command(_ script: String) throws -> HostCommand { try LoopbackHost.command(script) }

    func host(engine: ConnectionEngine? = nil) throws -> Host {
        try LoopbackHost.make(
            Connection(
                address: server.address, port: server.port, user: server.user, identityFiles: [server.keyFile],
                knownHostsFiles: ["\(server.folder)/known_hosts"], engine: engine))
    }
}
