import Glibc
import LoopbackSSH
import Reactor
import Testing

@testable import SSH

@Suite("What ssh_config prefers")
struct PreferenceTests {
    private static let usual = ["a", "b", "c1", "c2"]

    @Test(
        "HostKeyAlgorithms restricts, appends, removes and puts first, and never offers what we do not",
        arguments: [
            (nil, ["c1"], ["c1", "a", "b", "c2"]), ("b,x,a", ["c1"], ["b", "a"]), ("x", [], []),
            ("+x,b", ["b"], ["b", "a", "c1", "c2"]), ("-c*", ["c1", "b"], ["b", "a"]), ("-?", [], ["c1", "c2"]),
            ("^c2,x", ["a"], ["c2", "a", "b", "c1"]),
        ] as [(String?, [String], [String])])
    func offered(_ wish: String?, _ known: [String], _ expected: [String]) {
        let wish = wish.map { HostKeyAlgorithms($0) }
        #expect(HostKeyAlgorithms.offered(wish, of: Self.usual, known: known) == expected)
    }

    @Test(
        "a server with several keys shows the one that HostKeyAlgorithms names",
        .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"),
        arguments: [("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256"), ("^ssh-ed25519", "ssh-ed25519")])
    func shown(_ wish: String, _ type: String) async throws {
        let fixture = try await Fixture(hostKeyTypes: ["ed25519", "ecdsa-256"])
        let lines = [try fixture.server.knownHostsLine(), try fixture.server.knownHostsLine("ecdsa-256")]
        let session = try await SSHSession.connect(
            to: fixture.endpoint, credentials: SSHCredentials(privateKeyFiles: [fixture.server.keyFile]),
            verifier: fixture.knownHosts(lines),
            preferring: SSHPreferences(hostKeyAlgorithms: HostKeyAlgorithms(wish)), within: fixture.limits,
            on: fixture.reactor)
        #expect(await session.facts?.hostKeyType == type)
        await session.close()
    }

    @Test(
        "where HostKeyAlgorithms leaves nothing, it is OpenSSH's turn before anything is sent",
        .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"))
    func nothing() async throws {
        let fixture = try await Fixture()
        let error = await expect(.noCommonAlgorithm) {
            try await SSHSession.connect(
                to: fixture.endpoint, credentials: SSHCredentials(identities: []), verifier: fixture.knownHosts(),
                preferring: SSHPreferences(hostKeyAlgorithms: HostKeyAlgorithms("ssh-dss")), within: fixture.limits,
                on: fixture.reactor)
        }
        #expect(error?.reason.contains("HostKeyAlgorithms leaves no kind of key") == true)
    }

    @Test("the kernel is told how often to ask, and how long to wait for an answer")
    func keepAlive() async throws {
        let server = try RawServer { $0.drain() }
        defer { server.stop() }
        let reactor = try Reactor(named: "preferences")
        var connector = TCPConnector(reactor: reactor, host: "here")
        connector.keepAlive = SSHPreferences.KeepAlive(interval: 7, count: 2)
        let resolver = NameResolver(reactor: reactor, lookups: SSHConnectionLimits().lookups)
        let addresses = try await resolver.resolve(server.endpoint, until: .now + .seconds(20))
        let descriptor = try await connector.connect(to: addresses, until: .now + .seconds(20))
        defer { close(descriptor) }
        func option(_ number: Int32) -> Int32 {
            var (value, length) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
            return unsafe getsockopt(descriptor, Int32(IPPROTO_TCP), number, &value, &length) == 0 ? value : -1
        }
        #expect(option(Int32(TCP_KEEPIDLE)) == 7 && option(Int32(TCP_KEEPINTVL)) == 7)
        #expect(option(Int32(TCP_KEEPCNT)) == 2 && option(Int32(TCP_USER_TIMEOUT)) == 21_000)
    }
}
