import Files
import LoopbackSSH
import Reactor
import Testing

@testable import SSH

@Suite("Connecting to a real server", .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"))
struct ConnectTests {
    @Test(
        "a user key of each supported kind and format logs in",
        arguments: [
            ("ed25519", []), ("ecdsa-256", []), ("ecdsa-384", []), ("ecdsa-521", []), ("ecdsa-256", ["-m", "PEM"]),
            ("ecdsa-384", ["-m", "PKCS8"]), ("ecdsa-521", ["-m", "PEM"]), ("rsa", []), ("rsa", ["-m", "PEM"]),
            ("rsa", ["-m", "PKCS8", "-b", "4096"]),
        ])
    func userKeys(_ type: String, _ options: [String]) async throws {
        let fixture = try await Fixture()
        let path = "\(fixture.server.folder)/key"
        try await LoopbackSSH.makeKey(type, at: path, options: options)
        try fixture.server.authorize("\(path).pub")
        let session = try await fixture.connect(keys: [path])
        #expect(try await session.execute("echo in", deadline: .seconds(30)).text == "in\n")
    }

    @Test("a host key of each kind is verified", arguments: ["ed25519", "ecdsa-256", "ecdsa-384", "ecdsa-521"])
    func hostKeys(_ type: String) async throws {
        let fixture = try await Fixture(hostKeyTypes: [type])
        let session = try await fixture.connect(known: [fixture.server.knownHostsLine(type)])
        #expect(await session.isOpen)
    }

    @Test(
        "a server with several keys is asked for one that is known", arguments: ["ed25519", "ecdsa-256", "ecdsa-521"])
    func hostKeyOrder(_ known: String) async throws {
        let fixture = try await Fixture(hostKeyTypes: ["ed25519", "ecdsa-256", "ecdsa-521"])
        let session = try await fixture.connect(known: [fixture.server.knownHostsLine(known)])
        #expect(await session.isOpen)
    }

    @Test("an unknown host is refused before the user is named")
    func unknownHost() async throws {
        let fixture = try await Fixture()
        let error = await expect(.hostKeyUnknown) { try await fixture.connect(known: ["other \(Self.someKey)"]) }
        #expect(error?.stage == .verify && error?.code.commandMayHaveStarted == false)
        #expect(error?.description.hasPrefix("127.0.0.1 port \(fixture.server.port): verifying the host key: ") == true)
        #expect(!fixture.server.messages.contains("Accepted") && !fixture.server.messages.contains("user root"))
    }

    @Test("a changed host key is refused, and both keys are named")
    func changedHost() async throws {
        let fixture = try await Fixture()
        let other = "\(fixture.server.folder)/other"
        try await LoopbackSSH.makeKey("ed25519", at: other)
        let line = try fixture.server.knownHostsLine(publicKey: "\(other).pub")
        let error = await expect(.hostKeyChanged) { try await fixture.connect(known: [line]) }
        #expect(error?.reason.contains("SHA256:") == true && error?.reason.contains("known_hosts:1") == true)
    }

    @Test("a revoked host key is refused although it is known too")
    func revokedHost() async throws {
        let fixture = try await Fixture()
        let line = try fixture.server.knownHostsLine()
        let key = line.drop { $0 != " " }
        await expect(.hostKeyRevoked) { try await fixture.connect(known: [line, "@revoked *\(key)"]) }
    }

    @Test("an alias stands for the host, whatever its port")
    func alias() async throws {
        let fixture = try await Fixture()
        let key = try fixture.server.knownHostsLine().drop { $0 != " " }
        var endpoint = fixture.endpoint
        endpoint.hostKeyAlias = "validator-1"
        let session = try await SSHSession.connect(
            to: endpoint, credentials: SSHCredentials(privateKeyFiles: [fixture.server.keyFile]),
            verifier: fixture.knownHosts(["validator-1\(key)"]), within: fixture.limits, on: fixture.reactor)
        #expect(await session.isOpen)
    }

    @Test("a refused key is said to be refused; a good one after it logs in")
    func refusedKey() async throws {
        let fixture = try await Fixture()
        let stranger = "\(fixture.server.folder)/stranger"
        try await LoopbackSSH.makeKey("ed25519", at: stranger)
        let error = await expect(.authenticationRefused) { try await fixture.connect(keys: [stranger]) }
        #expect(error?.reason.contains(stranger) == true && error?.stage == .authenticate)
        await expect(.authenticationRefused) { try await fixture.connect(keys: []) }
        let session = try await fixture.connect(keys: [stranger, fixture.server.keyFile])
        #expect(await session.isOpen)
    }

    @Test("a server without a common algorithm is told from a broken one")
    func noCommonAlgorithm() async throws {
        let fixture = try await Fixture(settings: ["Ciphers chacha20-poly1305@openssh.com"])
        // libssh2 speaks chacha20 from 1.11 on, but it is not among those that we accept.
        let error = await expect(.noCommonAlgorithm) { try await fixture.connect() }
        #expect(error?.reason.contains("SSH-2.0-OpenSSH") == true)
    }

    @Test("re-keying in the middle of a transfer loses nothing")
    func rekey() async throws {
        let fixture = try await Fixture(settings: ["RekeyLimit 1M"])
        let session = try await fixture.connect()
        let content = [UInt8](repeating: 9, count: 8 << 20)
        let reply = try await session.execute(
            "cat", input: .bytes(content), limits: OutputLimits(output: content.count, errorOutput: 0),
            deadline: .seconds(60))
        #expect(reply.output == content)
    }

    @Test("more commands at once than MaxSessions allows are refused one by one, and the session lives")
    func maxSessions() async throws {
        let fixture = try await Fixture(settings: ["MaxSessions 2"])
        let session = try await fixture.connect()
        let gate = "\(fixture.server.folder)/gate"
        try await withThrowingTaskGroup(of: SSHReply.Status.self) { group in
            for index in 0..<2 {
                let wait = "touch \(gate).\(index); \(ExecuteTests.untilExists(gate))"
                group.addTask { try await session.execute(wait, deadline: .seconds(60)).status }
            }
            let started = ["\(gate).0", "\(gate).1"].map(ExecuteTests.untilExists).joined(separator: "; ")
            _ = try await fixture.connect().execute(started, deadline: .seconds(60))
            await expect(.requestRefused) { try await session.execute("true", deadline: .seconds(60)) }
            try AtomicFile.write([], to: gate)
            for try await status in group { #expect(status == .exited(0)) }
        }
        // The server counts a session until it has dealt with our closing it, so that a few more may be refused.
        var reply: SSHReply?
        for _ in 0..<1000 where reply == nil {
            reply = try? await session.execute("echo alive", deadline: .seconds(60))
        }
        #expect(reply?.text == "alive\n")
    }

    @Test("30 connections at once to a server that takes few at a time all come up")
    func paced() async throws {
        let fixture = try await Fixture(settings: ["MaxStartups 4"])
        let limits = SSHConnectionLimits(perServer: 4)
        let credentials = try SSHCredentials(privateKeyFiles: [fixture.server.keyFile])
        let known = try fixture.knownHosts()
        let outputs = try await withThrowingTaskGroup(of: String.self) { group in
            for index in 0..<30 {
                group.addTask {
                    let session = try await SSHSession.connect(
                        to: fixture.endpoint, credentials: credentials, verifier: known, within: limits,
                        on: fixture.reactor)
                    return try await session.execute("echo \(index)", deadline: .seconds(60)).text
                }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(outputs == Set((0..<30).map { "\($0)\n" }))
    }

    @Test("a name is looked up, one that does not exist is said not to")
    func names() async throws {
        let fixture = try await Fixture()
        let key = try fixture.server.knownHostsLine().drop { $0 != " " }
        var endpoint = fixture.endpoint
        endpoint.address = "localhost"
        let credentials = try SSHCredentials(privateKeyFiles: [fixture.server.keyFile])
        let known = try fixture.knownHosts(["[localhost]:\(fixture.server.port)\(key)"])
        // How long a look-up takes is up to the machine's name servers, when it has any.
        let patient = SSHDeadlines(resolve: .seconds(60))
        let session = try await SSHSession.connect(
            to: endpoint, credentials: credentials, verifier: known, deadlines: patient, within: fixture.limits,
            on: fixture.reactor)
        #expect(await session.isOpen)
        endpoint.address = "no-such-host.invalid"
        await expect(.resolve) {
            try await SSHSession.connect(
                to: endpoint, credentials: credentials, verifier: known, deadlines: patient, within: fixture.limits,
                on: fixture.reactor)
        }
    }

    static let someKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
}
