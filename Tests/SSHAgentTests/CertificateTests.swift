import Files
import LoopbackSSH
import SSH
import SSHAgent
import SSHKeys
import Testing

@Suite(
    "User certificates",
    .enabled(if: LoopbackSSH.isAvailable && LoopbackAgent.isAvailable, "\(LoopbackAgent.skipReason)"))
struct CertificateTests {
    /// A server that trusts an authority, and a key of the user's that the authority has certified.
    private final class Certified: Sendable {
        let folder: TemporaryDirectory
        let fixture: AgentFixture
        var key: String { folder.file("key") }
        var certificate: String { folder.file("key-cert.pub") }

        private init(_ folder: consuming TemporaryDirectory, _ fixture: AgentFixture) {
            self.folder = folder
            self.fixture = fixture
        }

        static func make(_ type: String) async throws -> Certified {
            let folder = try TemporaryDirectory(prefix: "certificates-")
            try await LoopbackSSH.makeKey("ed25519", at: folder.file("authority"))
            try await LoopbackSSH.makeKey(type, at: folder.file("key"))
            let fixture = try await AgentFixture(settings: ["TrustedUserCAKeys \(folder.file("authority")).pub"])
            let user = fixture.server.user
            try await LoopbackSSH.certify("\(folder.file("key")).pub", for: user, by: folder.file("authority"))
            return Certified(folder, fixture)
        }
    }

    @Test("an ECDSA certificate beside its key logs in", arguments: ["ecdsa-256", "ecdsa-384", "ecdsa-521"])
    func ecdsa(_ type: String) async throws {
        let certified = try await Certified.make(type)
        let credentials = SSHCredentials(files: [certified.key])
        #expect(credentials.identities.map(\.publicKey.type).contains { SignatureAlgorithm.isCertificate($0) })
        let session = try await certified.fixture.connect(credentials)
        #expect(await session.isOpen)
        #expect(certified.fixture.server.messages.contains("-CERT SHA256:"))
    }

    @Test("a certificate that is named logs in with a key that only the agent holds")
    func namedAndHeld() async throws {
        let certified = try await Certified.make("ecdsa-256")
        let elsewhere = certified.folder.file("elsewhere.pub")
        try File.rename(certified.certificate, to: elsewhere)
        let agent = try await LoopbackAgent(holding: [certified.key])
        let credentials = SSHCredentials(
            files: [], certificates: [elsewhere], agent: SSHAgent(socket: agent.socket, on: certified.fixture.reactor),
            usesNamedKeysOnly: true)
        let session = try await certified.fixture.connect(credentials)
        #expect(await session.isOpen)
    }

    @Test("a certificate inside the agent logs in")
    func held() async throws {
        let certified = try await Certified.make("ecdsa-256")
        let agent = try await LoopbackAgent(holding: [certified.key])
        let credentials = SSHCredentials(
            files: [], agent: SSHAgent(socket: agent.socket, on: certified.fixture.reactor))
        _ = try await certified.fixture.connect(credentials)
    }

    @Test(
        "an Ed25519 or RSA certificate logs in, or is left to OpenSSH by a libssh2 that cannot",
        arguments: ["ed25519", "rsa"])
    func beyondOldLibrary(_ type: String) async throws {
        let certified = try await Certified.make(type)
        let credentials = SSHCredentials(files: [certified.key])
        if SSHLibrary.version.split(separator: ".").compactMap({ Int($0) }).lexicographicallyPrecedes([1, 11]) {
            let error = await #expect(throws: SSHError.self) { try await certified.fixture.connect(credentials) }
            #expect(error?.code == .needsOpenSSH && error?.reason.contains(certified.certificate) == true)
            // The key itself may still be good for another server.
            try certified.fixture.server.authorize("\(certified.key).pub")
        }
        _ = try await certified.fixture.connect(credentials)
    }

    @Test("a certificate for another key, and one for a host, are said to be of no use and keep nobody out")
    func strangers() async throws {
        let certified = try await Certified.make("ecdsa-256")
        let other = certified.folder.file("other")
        try await LoopbackSSH.makeKey("ecdsa-256", at: other)
        try await LoopbackSSH.certify(
            "\(other).pub", for: "host", by: certified.folder.file("authority"), options: ["-h"])
        let credentials = SSHCredentials(files: [certified.key], certificates: ["\(other)-cert.pub"])
        #expect(credentials.unusable.map(\.reason) == ["not a user's certificate"])
        _ = try await certified.fixture.connect(credentials)
    }
}
