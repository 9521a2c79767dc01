import Files
import Glibc
import LoopbackSSH
import Processes
import Reactor
import SSH
import SSHKeys
import Testing

@testable import SSHAgent

@Suite(
    "Keys with a passphrase",
    .enabled(if: LoopbackSSH.isAvailable && LoopbackAgent.isAvailable, "\(LoopbackAgent.skipReason)"))
struct VaultTests {
    /// Stands in for the person: a program that ssh-add asks, and that notes how often it was asked.
    private final class Person: Sendable {
        let folder: TemporaryDirectory

        init(answering passphrase: String, after pause: String = "0") throws {
            folder = try TemporaryDirectory(prefix: "askpass")
            let script = "#!/bin/sh\necho \"$1\" >>'\(folder.path)/asked'\nsleep \(pause)\necho '\(passphrase)'\n"
            try AtomicFile.write(Array(script.utf8), to: folder.file("askpass"), mode: 0o700)
        }

        var variables: [String: String] {
            ["SSH_ASKPASS": folder.file("askpass"), "SSH_ASKPASS_REQUIRE": "force"]
        }

        /// What it was asked.
        var questions: [Substring] {
            let said = (try? File.read(folder.file("asked"), limit: 1 << 20)) ?? []
            return String(decoding: said, as: UTF8.self).split(separator: "\n")
        }
    }

    private static let ciphers: [(String, [String])] = [
        ("ed25519", []), ("ed25519", ["-Z", "aes256-gcm@openssh.com"]),
        ("ecdsa-256", ["-Z", "chacha20-poly1305@openssh.com"]), ("rsa", []), ("rsa", ["-m", "PEM"]),
        ("ecdsa-384", ["-m", "PKCS8"]),
    ]

    @Test("whatever its kind, format and cipher, an encrypted key logs in", arguments: ciphers)
    func logsIn(_ type: String, _ options: [String]) async throws {
        let fixture = try await AgentFixture()
        let key = try await fixture.key(type, options: ["-N", "sesame"] + options)
        let person = try Person(answering: "sesame")
        let vault = SSHKeyVault(on: fixture.reactor, variables: person.variables)
        let session = try await fixture.connect(SSHCredentials(files: [key], unlocker: vault))
        #expect(await session.isOpen)
        #expect(person.questions.count == 1 && person.questions[0].contains(key))
    }

    @Test("20 connections at once ask once, and what the person takes is no server's delay")
    func once() async throws {
        let fixture = try await AgentFixture()
        let key = try await fixture.key("ed25519", options: ["-N", "sesame"])
        let person = try Person(answering: "sesame", after: "7")
        let vault = SSHKeyVault(on: fixture.reactor, variables: person.variables)
        let credentials = SSHCredentials(files: [key], unlocker: vault)
        try await withThrowingTaskGroup(of: SSHSession.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await fixture.connect(credentials, deadlines: SSHDeadlines(authenticate: .seconds(6)))
                }
            }
            for try await session in group { #expect(await session.isOpen) }
        }
        #expect(person.questions.count == 1)
    }

    @Test("nobody is asked for a key that the server does not take, nor for one that an agent holds")
    func notAsked() async throws {
        let fixture = try await AgentFixture()
        let person = try Person(answering: "sesame")
        let vault = SSHKeyVault(on: fixture.reactor, variables: person.variables)
        let stranger = "\(fixture.server.folder)/stranger"
        try await LoopbackSSH.makeKey("ed25519", at: stranger, options: ["-N", "sesame"])
        let error = await #expect(throws: SSHError.self) {
            try await fixture.connect(SSHCredentials(files: [stranger], unlocker: vault))
        }
        #expect(error?.code == .authenticationRefused)
        let key = try await fixture.key("ecdsa-256")
        let agent = try await LoopbackAgent(holding: [key])
        try await LoopbackSSH.encrypt(key, with: "sesame")
        let source = SSHAgent(socket: agent.socket, on: fixture.reactor)
        _ = try await fixture.connect(SSHCredentials(files: [key], agent: source, unlocker: vault))
        #expect(person.questions.isEmpty)
    }

    @Test("a wrong passphrase is an error that names the key, and is asked for no second time")
    func wrong() async throws {
        let fixture = try await AgentFixture()
        let key = try await fixture.key("ed25519", options: ["-N", "sesame"])
        let person = try Person(answering: "")
        let vault = SSHKeyVault(on: fixture.reactor, variables: person.variables)
        let credentials = SSHCredentials(files: [key], unlocker: vault)
        for _ in 0..<2 {
            let error = await #expect(throws: SSHError.self) { try await fixture.connect(credentials) }
            #expect(error?.code == .authenticationRefused)
            #expect(error?.reason.hasPrefix("\(key): the key has a passphrase") == true)
        }
        #expect(person.questions.count == 1)
    }

    @Test("a key beside another's public half is refused")
    func mismatch() async throws {
        let fixture = try await AgentFixture()
        let key = try await fixture.key("ecdsa-256", options: ["-N", "sesame", "-m", "PEM"])
        let other = try await fixture.key("ecdsa-384")
        try AtomicFile.write(try File.read("\(other).pub", limit: 4096), to: "\(key).pub")
        let person = try Person(answering: "sesame")
        let vault = SSHKeyVault(on: fixture.reactor, variables: person.variables)
        let error = await #expect(throws: SSHError.self) {
            try await fixture.connect(SSHCredentials(files: [key], unlocker: vault))
        }
        #expect(error?.reason.contains("not the key whose public half") == true, "\(error?.description ?? "")")
        #expect(person.questions.count == 1)
    }

    @Test("whoever gives up while a passphrase is asked for ends the question, and the next one asks again")
    func cancelled() async throws {
        let fixture = try await AgentFixture()
        let key = try await fixture.key("ed25519", options: ["-N", "sesame"])
        let slow = try Person(answering: "sesame", after: "60")
        let vault = SSHKeyVault(on: fixture.reactor, variables: slow.variables)
        let credentials = SSHCredentials(files: [key], unlocker: vault)
        let connecting = Task { try await fixture.connect(credentials) }
        while slow.questions.isEmpty { await fixture.reactor.sleep(until: .now + .milliseconds(5)) }
        connecting.cancel()
        let error = await #expect(throws: SSHError.self) { try await connecting.value }
        #expect(error?.code == .cancelled)
        let script = "#!/bin/sh\necho sesame\n"
        try AtomicFile.write(Array(script.utf8), to: slow.folder.file("askpass"), mode: 0o700)
        _ = try await fixture.connect(credentials)
    }

    @Test(
        "without a terminal and a program to ask with, the key is named and nothing is started",
        .enabled(if: !ProcessTerminal.isThere, "SKIPPED, NOT PASSED: there is a terminal"))
    func nobodyToAsk() async throws {
        let vault = SSHKeyVault(
            on: try Reactor(named: "vault-tests"),
            variables: ["DISPLAY": "", "WAYLAND_DISPLAY": "", "SSH_ASKPASS_REQUIRE": ""])
        let error = await #expect(throws: SSHKeyError.self) {
            try await vault.unlock("/nonexistent/key", publicKey: try #require(HostKey(blob: [0, 0, 0, 1, 65, 66])))
        }
        #expect(error?.code == .encrypted && error?.source == "/nonexistent/key")
        #expect(error?.reason.contains("neither a terminal nor SSH_ASKPASS") == true)
    }

    @Test("the agent of a run ends with its owner and leaves no folder behind")
    func agentEnds() async throws {
        let reactor = try Reactor(named: "vault-tests")
        var agent: PrivateAgent? = try await PrivateAgent.start(on: reactor)
        let socket = try #require(agent?.agent.socket)
        #expect(try File.metadata(FilePath.parent(of: socket)).mode & 0o777 == 0o700)
        #expect(try await agent?.agent.ask().isEmpty == true)
        agent = nil
        await expectEnd(of: socket, reactor)
    }

    @Test(
        "the agent of a process that is killed ends too",
        .enabled(if: File.exists("/usr/bin/python3"), "SKIPPED, NOT PASSED: no python3"))
    func agentEndsWithKilled() async throws {
        let reactor = try Reactor(named: "vault-tests")
        let folder = try TemporaryDirectory(prefix: "killed-owner")
        let socket = folder.file("agent/socket")
        try Directory.make(folder.file("agent"), mode: 0o700)
        // Another owner of the same kind, which holds the far end of the guardian's socket until it is killed.
        let program = """
            import os, socket, subprocess, sys, time
            near, far = socket.socketpair()
            subprocess.Popen(sys.argv[1:], stdin=far, stdout=far, start_new_session=True)
            far.close()
            near.recv(1)
            time.sleep(600)
            """
        let owner = try ProcessRunner.spawnDetached(
            ["python3", "-c", program] + PrivateAgent.command(folder: folder.file("agent")),
            outputPath: folder.file("log"))
        let process = try #require(ProcessIdentity(pid: owner))
        let source = SSHAgent(socket: socket, on: reactor)
        let limit = ContinuousClock.now + .seconds(30)
        while (try? await source.ask()) == nil, ContinuousClock.now < limit {
            await reactor.sleep(until: .now + .milliseconds(10))
        }
        #expect(try await source.ask().isEmpty)
        #expect(process.signal(SIGKILL))
        // Collected here: as long as it is a zombie, a test that waits for the end of any child finds this one.
        while process.isRunning, ContinuousClock.now < limit { await reactor.sleep(until: .now + .milliseconds(10)) }
        await expectEnd(of: socket, reactor)
    }

    private func expectEnd(of socket: String, _ reactor: Reactor) async {
        let agent = SSHAgent(socket: socket, on: reactor)
        let limit = ContinuousClock.now + .seconds(30)
        while File.exists(FilePath.parent(of: socket)), ContinuousClock.now < limit {
            await reactor.sleep(until: .now + .milliseconds(10))
        }
        #expect(!File.exists(FilePath.parent(of: socket)))
        await #expect(throws: SSHKeyError.self) { try await agent.ask() }
    }
}
