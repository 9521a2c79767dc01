import LoopbackSSH
import OpenSSHFiles
import Reactor
import Synchronization
import Testing

@testable import SSH

@Suite("Trying again where nothing of the user was heard")
struct RetryTests {
    private func connect(_ endpoint: SSHEndpoint, retries: Int) async throws -> SSHSession {
        try await SSHSession.connect(
            to: endpoint, credentials: SSHCredentials(identities: []), verifier: KnownHosts(),
            within: SSHConnectionLimits(retry: SSHRetry(times: retries, pause: .milliseconds(20))),
            on: Reactor(named: "retry"))
    }

    @Test("a server that has too many logins under way is asked so many times more, and says so", arguments: [0, 1, 3])
    func tooMany(_ retries: Int) async throws {
        let count = Mutex(0)
        let server = try RawServer { connection in
            count.withLock { $0 += 1 }
            _ = connection.send(Array("Exceeded MaxStartups\r\n".utf8))
        }
        defer { server.stop() }
        let error = await expect(.turnedAway) { try await connect(server.endpoint, retries: retries) }
        #expect(error?.reason.contains("MaxStartups") == true && error?.stage == .handshake)
        #expect(count.withLock { $0 } == retries + 1)
    }

    @Test("a server that closes at once is asked once more, one that speaks no SSH is not")
    func closing() async throws {
        let count = Mutex(0)
        let closing = try RawServer { _ in count.withLock { $0 += 1 } }
        defer { closing.stop() }
        await expect(.lostBeforeRequest) { try await connect(closing.endpoint, retries: 1) }
        #expect(count.withLock { $0 } == 2)
        let other = try RawServer { connection in
            count.withLock { $0 += 1 }
            _ = connection.send(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))
        }
        defer { other.stop() }
        await expect(.notSSH) { try await connect(other.endpoint, retries: 1) }
        #expect(count.withLock { $0 } == 3)
    }

    @Test(
        "refused keys and unknown hosts are never tried again",
        .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"))
    func answered() async throws {
        let fixture = try await Fixture(settings: ["LogLevel DEBUG1"])
        let stranger = "\(fixture.server.folder)/stranger"
        try await LoopbackSSH.makeKey("ed25519", at: stranger)
        let limits = SSHConnectionLimits(retry: SSHRetry(times: 1))
        await expect(.authenticationRefused) {
            try await SSHSession.connect(
                to: fixture.endpoint, credentials: SSHCredentials(privateKeyFiles: [stranger]),
                verifier: fixture.knownHosts(), within: limits, on: fixture.reactor)
        }
        await expect(.hostKeyUnknown) {
            try await SSHSession.connect(
                to: fixture.endpoint, credentials: SSHCredentials(identities: []), verifier: KnownHosts(),
                within: limits,
                on: fixture.reactor)
        }
        #expect(fixture.server.messages.ranges(of: "Connection from ").count == 2)
    }

    @Test("a penalty is waited out, a drop is not, and those who were dropped together come back apart")
    func pauses() throws {
        let retry = SSHRetry(times: 3)
        func pause(
            _ code: SSHError.Code, _ stage: SSHError.Stage, _ reason: String, turn: Int = 0, _ spread: Double
        ) -> Duration? {
            retry.pause(after: SSHError(code, stage, "a", reason), turn: turn, spread: spread)
        }
        let penalty = try #require(ServerRefusal(said: "Not allowed at this time")).reason
        for spread in [0, 0.5, 0.99] {
            #expect(try #require(pause(.turnedAway, .handshake, penalty, spread)) >= .seconds(15))
            #expect(try #require(pause(.lostBeforeRequest, .handshake, "", spread)) <= .seconds(2))
        }
        #expect(pause(.lostBeforeRequest, .handshake, "", turn: 1, 0) == .seconds(2))
        #expect(pause(.lostBeforeRequest, .handshake, "", turn: 2, 1) == .seconds(6))
        #expect(pause(.lostBeforeRequest, .handshake, "", turn: 3, 0) == nil)
        #expect(pause(.lostBeforeRequest, .authenticate, "", 0) == nil)
        #expect(pause(.hostKeyChanged, .verify, "", 0) == nil)
        #expect(pause(.timedOut, .handshake, "", 0) == nil)
        let limits = SSHConnectionLimits()
        let spreads = (0..<100).map { _ in limits.spread }.sorted()
        #expect(spreads.allSatisfy { (0..<1).contains($0) })
        #expect(zip(spreads, spreads.dropFirst()).allSatisfy { $1 - $0 > 0.003 })
    }
}
