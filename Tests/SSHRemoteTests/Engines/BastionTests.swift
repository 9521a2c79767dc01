import Files
import FleetModel
import HostSteps
import LoopbackSSH
import RolloutEngine
import Testing

@testable import SSHRemote

/// Nothing passes behind a bastion that would not pass before it, whichever client goes there.
@Suite(
    "Bastions, by either client", .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"),
    .timeLimit(.minutes(5)))
struct BastionTests {
    private let gate: LoopbackSSH
    private let target: LoopbackSSH
    private let home: Household

    init() async throws {
        (gate, target) = (try await LoopbackSSH(), try await LoopbackSSH())
        home = try Household(beside: gate)
    }

    private func write(_ checking: String, knowing lines: [String]) throws {
        let config =
            Household.lines("gate", gate, "StrictHostKeyChecking \(checking)")
            + Household.lines("target", target, "ProxyJump gate")
            + "Host *\nUserKnownHostsFile \(home.folder)/.ssh/known_hosts\nGlobalKnownHostsFile /dev/null\n"
            + "HashKnownHosts no\n"
        try home.write(config, knowing: [])
        let known = lines.map { $0 + "\n" }.joined()
        try AtomicFile.write(Array(known.utf8), to: "\(home.folder)/.ssh/known_hosts")
    }

    private func answer(_ engine: ConnectionEngine?) async throws -> RemoteAnswer {
        let remote = try home.remoteWithProgram(user: target.user)
        let host = try home.host("target", user: target.user, engine: engine)
        let answer = await remote.run(try LoopbackHost.command("echo in"), on: host)
        await remote.close()
        return answer
    }

    @Test("one whose key has changed is refused, also where ssh_config lets everything pass", arguments: ["no", "yes"])
    func changed(_ checking: String) async throws {
        let other = try gate.knownHostsLine(publicKey: "\(gate.folder)/user_ed25519.pub")
        try write(checking, knowing: [other, target.knownHostsLine()])
        for engine in [ConnectionEngine.native, .openssh] {
            let answer = try await answer(engine)
            guard case .barred(let message) = answer else {
                Issue.record("\(engine): \(answer)")
                continue
            }
            #expect(message.contains("known_hosts:1") && message.contains("bastion"), "\(message)")
        }
        #expect(!gate.messages.contains("Accepted"), "\(gate.messages)")
    }

    @Test("one that is new is refused where somebody would have to be asked, and added under accept-new")
    func new() async throws {
        for engine in [ConnectionEngine.native, .openssh] {
            try write("ask", knowing: [target.knownHostsLine()])
            let first = try await answer(engine)
            guard case .barred = first else {
                Issue.record("\(engine): \(first)")
                continue
            }
            try write("accept-new", knowing: [target.knownHostsLine()])
            #expect(try await answer(engine) == .replied(output: "in\n", errors: ""))
            #expect(try home.knownHosts.contains("[\(gate.address)]:\(gate.port)"))
        }
    }

    @Test("a key that ssh_config's RevokedHostKeys names is refused, a bastion's and a host's")
    func revoked() async throws {
        for server in [gate, target] {
            try write("yes", knowing: [gate.knownHostsLine(), target.knownHostsLine()])
            let config = "\(home.folder)/.ssh/config"
            let text = String(decoding: try File.read(config, limit: 1 << 16), as: UTF8.self)
            let port = "Port \(server.port)\n"
            let revoking = text.replacing(port, with: "\(port)RevokedHostKeys \(server.folder)/host_ed25519.pub\n")
            try AtomicFile.write(Array(revoking.utf8), to: config, mode: 0o600)
            let answer = try await answer(nil)
            guard case .barred(let message) = answer else {
                Issue.record("\(answer)")
                continue
            }
            #expect(message.contains("revoked by file"), "\(message)")
        }
        #expect(!target.messages.contains("Accepted"))
    }

    @Test("one that is closed, and one that reaches nobody, are named with their reason")
    func unreachable() async throws {
        for engine in [ConnectionEngine.native, .openssh] {
            try write("yes", knowing: [gate.knownHostsLine(), target.knownHostsLine()])
            let config = "\(home.folder)/.ssh/config"
            let text = String(decoding: try File.read(config, limit: 1 << 16), as: UTF8.self)
            for port in [gate.port, target.port] {
                try AtomicFile.write(
                    Array(text.replacing("Port \(port)\n", with: "Port 1\n").utf8), to: config, mode: 0o600)
                guard case .notBegun(let message) = try await answer(engine) else {
                    Issue.record("\(engine) ran")
                    continue
                }
                let isSaid = message.contains("refused") || message.contains("connect failed")
                #expect(message.contains("bastion") && isSaid, "\(message)")
            }
        }
    }

    @Test("closing gives up one that says nothing, and the hosts that wait for it")
    func silent() async throws {
        let silent = try RawServer { $0.drain() }
        defer { silent.stop() }
        var limits = SSHLimits.standard
        limits.deadlines.handshake = .seconds(250)
        try home.write(
            "Host gate\nHostName 127.0.0.1\nPort \(silent.port)\n"
                + Household.lines("target", target, "ProxyJump gate"),
            knowing: [target])
        let remote = home.remote(user: target.user, limits: limits)
        let host = try home.host("target", user: target.user)
        let running = Task { await remote.run(try LoopbackHost.command("true"), on: host) }
        while silent.connectionCount == 0 { await Task.yield() }
        let start = ContinuousClock.now
        await remote.close()
        guard case .notBegun(let message) = try await running.value else {
            Issue.record("nobody answered")
            return
        }
        #expect(message.contains("cancelled"), "\(message)")
        #expect(ContinuousClock.now - start < .seconds(100))
    }
}
