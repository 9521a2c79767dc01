import Files
import LoopbackSSH
import Reactor
import SSH
import Secrets
import Testing

@Suite(
    "Logging in with a password",
    .enabled(if: LoopbackSSH.isAvailable && LoopbackSSH.canHavePasswords, "\(LoopbackSSH.passwordSkipReason)"))
struct PasswordTests {
    private static let plain = ["PasswordAuthentication yes"]
    private static let asking = ["UsePAM yes", "KbdInteractiveAuthentication yes"]

    private func credentials(
        _ fixture: Fixture, _ methods: [SSHLoginMethod], _ password: String, keys: [String] = []
    ) throws -> SSHCredentials {
        let file = "\(fixture.server.folder)/password"
        try AtomicFile.write(Array("\(password)\n".utf8), to: file, mode: 0o600)
        var credentials = SSHCredentials(files: keys)
        credentials.methods = methods
        credentials.password = KeptSecret(.file(file))
        return credentials
    }

    private func connect(_ fixture: Fixture, _ credentials: SSHCredentials) async throws -> SSHSession {
        try await SSHSession.connect(
            to: fixture.endpoint, credentials: credentials, verifier: fixture.knownHosts(), within: fixture.limits,
            on: fixture.reactor)
    }

    /// How many passwords the server says it has refused; its log may come after its answer.
    private func refusals(of fixture: Fixture) async -> Int {
        let limit = ContinuousClock.now + .seconds(20)
        while true {
            let seen = count("Failed password", in: fixture) + count("Failed keyboard-interactive", in: fixture)
            guard seen == 0, ContinuousClock.now < limit else { return seen }
            await fixture.reactor.sleep(until: .now + .milliseconds(20))
        }
    }

    private func count(_ text: String, in fixture: Fixture) -> Int {
        fixture.server.messages.split(separator: text, omittingEmptySubsequences: false).count - 1
    }

    @Test(
        "the right one logs in",
        arguments: [(SSHLoginMethod.password, plain), (.keyboardInteractive, asking)])
    func right(_ method: SSHLoginMethod, _ settings: [String]) async throws {
        let fixture = try await Fixture(settings: settings, password: "pass word")
        let session = try await connect(fixture, try credentials(fixture, [method], "pass word"))
        #expect(try await session.execute("echo in", deadline: .seconds(30)).text == "in\n")
    }

    @Test(
        "a wrong one is tried once, whatever methods there are",
        arguments: [plain, asking, plain + asking])
    func wrong(_ settings: [String]) async throws {
        let fixture = try await Fixture(settings: settings + ["LogLevel VERBOSE"], password: "right")
        let methods: [SSHLoginMethod] = [.publicKey, .keyboardInteractive, .password]
        let error = await expect(.authenticationRefused) {
            try await connect(fixture, try credentials(fixture, methods, "wrong"))
        }
        #expect(error?.reason.contains("does not accept the password of \(fixture.server.user)") == true)
        #expect(error?.description.contains("wrong") == false)
        #expect(await refusals(of: fixture) == 1)
    }

    @Test("a key that is refused is followed by the password only where that is allowed")
    func notSilently() async throws {
        let fixture = try await Fixture(settings: Self.plain, password: "right")
        let stranger = "\(fixture.server.folder)/stranger"
        try await LoopbackSSH.makeKey("ed25519", at: stranger)
        let keysOnly = try credentials(fixture, [.publicKey], "right", keys: [stranger])
        await expect(.authenticationRefused) { try await connect(fixture, keysOnly) }
        #expect(count("password", in: fixture) == 0)
        _ = try await connect(fixture, try credentials(fixture, [.publicKey, .password], "right", keys: [stranger]))
    }

    @Test("a server that wants a key and a password gets both")
    func both() async throws {
        let fixture = try await Fixture(
            settings: Self.plain + ["AuthenticationMethods publickey,password"], password: "right")
        let keys = [fixture.server.keyFile]
        _ = try await connect(fixture, try credentials(fixture, [.publicKey, .password], "right", keys: keys))
        await expect(.authenticationRefused) {
            try await connect(fixture, try credentials(fixture, [.publicKey], "right", keys: keys))
        }
    }

    @Test("a server that takes no password never sees it, and one whose key is unknown neither")
    func neverSent() async throws {
        let fixture = try await Fixture()
        let credentials = try credentials(fixture, [.password], "right")
        let error = await expect(.authenticationRefused) { try await connect(fixture, credentials) }
        #expect(error?.reason == "the server does not take password")
        let strict = try await Fixture(settings: Self.plain, password: "right")
        await expect(.hostKeyUnknown) {
            try await SSHSession.connect(
                to: strict.endpoint, credentials: credentials, verifier: strict.knownHosts([]), within: strict.limits,
                on: strict.reactor)
        }
        #expect(count("password", in: strict) == 0)
    }

    @Test("a password that cannot be had is said so")
    func missing() async throws {
        let fixture = try await Fixture(settings: Self.plain, password: "right")
        var credentials = try credentials(fixture, [.password], "right")
        credentials.password = KeptSecret(.file("/nonexistent/password"))
        let error = await expect(.authenticationRefused) { try await connect(fixture, credentials) }
        #expect(error?.reason.contains("/nonexistent/password") == true)
    }

    @Test("methods are read from a list, and others than ours are left out")
    func list() {
        #expect(
            SSHLoginMethod.list("gssapi-with-mic,publickey,keyboard-interactive,password") == [
                .publicKey, .keyboardInteractive, .password,
            ])
    }
}
