import Glibc
import LoopbackSSH
import Reactor
import SSHKeys
import Testing

@testable import SSH

@Suite("Failing at every stage", .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"))
struct FailureTests {
    let long = Duration.seconds(60)

    @Test("a port on which nobody listens refuses")
    func refused() async throws {
        let listener = try RawServer { _ in }
        let endpoint = SSHEndpoint(address: "127.0.0.1", port: listener.port, user: "root")
        listener.stop()
        let error = await expect(.refused) { try await connect(endpoint) }
        // The server is named once, for it is known by its address.
        #expect(error?.reason == "Connection refused")
        #expect(error?.stage == .connect && error?.host == "127.0.0.1 port \(listener.port)")
    }

    @Test("a server that says nothing costs the deadline of the handshake and no more")
    func silent() async throws {
        let server = try RawServer { $0.drain() }
        defer { server.stop() }
        let start = ContinuousClock.now
        let error = await expect(.timedOut) { try await connect(server.endpoint, handshake: .milliseconds(200)) }
        #expect(error?.stage == .handshake)
        #expect(ContinuousClock.now - start >= .milliseconds(200) && ContinuousClock.now - start < .seconds(10))
    }

    @Test("a server that hangs up is lost before any request")
    func hangUp() async throws {
        let server = try RawServer { _ in }
        defer { server.stop() }
        let error = await expect(.lostBeforeRequest) { try await connect(server.endpoint) }
        #expect(error?.stage == .handshake && error?.code.commandMayHaveStarted == false)
    }

    @Test(
        "what does not speak SSH is called so",
        arguments: ["HTTP/1.1 400 Bad Request\r\n\r\n", "\0\u{1}\u{2}garbage", "220 mail ready\r\n"])
    func garbage(_ text: String) async throws {
        let server = try RawServer { $0.send(Array(text.utf8)) }
        defer { server.stop() }
        await expect(.notSSH) { try await connect(server.endpoint) }
    }

    @Test("endless garbage is cut off and starves nobody", arguments: ["line\r\n", "no line end", "SSH-2.0-x\r\n"])
    func endlessGarbage(_ text: String) async throws {
        let server = try RawServer { connection in
            let chunk = Array(String(repeating: text, count: 1000).utf8)
            while connection.send(chunk) {}
        }
        defer { server.stop() }
        let reactor = try Reactor(named: "ssh-tests")
        async let tick: Void = reactor.sleep(until: .now + .milliseconds(10))
        let error = await #expect(throws: SSHError.self) { try await connect(server.endpoint, on: reactor) }
        #expect(error?.code != .timedOut && error?.code.commandMayHaveStarted == false)
        await tick
    }

    @Test("the deadline of a running command ends the wait; its outcome is unknown and the session closed")
    func commandDeadline() async throws {
        let fixture = try await Fixture()
        let session = try await fixture.connect()
        let start = ContinuousClock.now
        let error = await expect(.timedOutAfterRequest) {
            try await session.execute("sleep 60", deadline: .seconds(3))
        }
        #expect(error?.code.commandMayHaveStarted == true && error?.stage == .run)
        #expect(ContinuousClock.now - start < .seconds(30))
        let next = await expect(.closed) { try await session.execute("true", deadline: long) }
        #expect(next?.code.commandMayHaveStarted == false)
    }

    @Test("a command that never stops writing still meets its deadline")
    func endlessOutput() async throws {
        let fixture = try await Fixture()
        let session = try await fixture.connect()
        await expect(.timedOutAfterRequest) { try await session.execute("cat /dev/zero", deadline: .seconds(3)) }
    }

    @Test("a source that never answers costs the command its deadline and no more")
    func silentSource() async throws {
        let fixture = try await Fixture()
        let session = try await fixture.connect()
        let never = FirstAnswer<[UInt8]>()
        defer { never.give([]) }
        let input = SSHInput.source { _, _ in await never.wait() }
        await expect(.timedOutAfterRequest) { try await session.execute("cat", input: input, deadline: .seconds(2)) }
    }

    @Test("cancelling ends a running command's wait; its outcome is unknown")
    func cancelled() async throws {
        let fixture = try await Fixture()
        let session = try await fixture.connect()
        let file = "\(fixture.server.folder)/started"
        let running = Task { try await session.execute("touch \(file); sleep 30", deadline: long) }
        _ = try await fixture.connect().execute(ExecuteTests.untilExists(file), deadline: long)
        running.cancel()
        await expect(.cancelledAfterRequest) { try await running.value }
        #expect(await session.isOpen == false)
    }

    @Test("cancelling while connecting ends it at whatever stage")
    func cancelledConnect() async throws {
        let server = try RawServer { $0.drain() }
        defer { server.stop() }
        for turn in 0..<20 {
            let connecting = Task { try await connect(server.endpoint) }
            for _ in 0..<(turn * 3) { await Task.yield() }
            connecting.cancel()
            await expect(.cancelled) { try await connecting.value }
        }
    }

    @Test("a server killed in the middle of a command leaves the outcome unknown")
    func killed() async throws {
        let fixture = try await Fixture()
        let session = try await fixture.connect()
        // The parent of a command's shell is the server's process for this connection.
        let error = await expect(.lostAfterRequest) {
            try await session.execute("kill -9 $PPID; sleep 30", deadline: long)
        }
        #expect(error?.code.commandMayHaveStarted == true)
        #expect(await session.isOpen == false)
        await expect(.closed) { try await session.execute("true", deadline: long) }
    }

    @Test("closing a session ends what runs on it")
    func closed() async throws {
        let fixture = try await Fixture()
        let session = try await fixture.connect()
        let file = "\(fixture.server.folder)/started"
        let running = Task { try await session.execute("touch \(file); sleep 30", deadline: long) }
        _ = try await session.execute(ExecuteTests.untilExists(file), deadline: long)
        await session.close()
        await expect(.lostAfterRequest) { try await running.value }
    }

    @Test("a partly sent packet is finished before anything else is sent, however small the kernel's buffer")
    func outboundLock() async throws {
        let fixture = try await Fixture()
        let session = SSHSession(fixture.endpoint, on: fixture.reactor, sendBuffer: 4096)
        try await session.establish(
            SSHCredentials(privateKeyFiles: [fixture.server.keyFile]), fixture.knownHosts(), .standard, fixture.limits)
        let content = (0..<(3 << 19)).map { UInt8($0 % 251) }
        async let echoed = session.execute(
            "cat", input: .bytes(content), limits: OutputLimits(output: content.count, errorOutput: 0), deadline: long)
        for index in 0..<10 {
            let small = [UInt8](repeating: UInt8(index), count: 50_000)
            #expect(try await session.execute("cat", input: .bytes(small), deadline: long).output == small)
        }
        #expect(try await echoed.output == content)
        #expect(await session.isOpen)
    }

    private func connect(
        _ endpoint: SSHEndpoint, handshake: Duration = .seconds(30), on reactor: Reactor? = nil
    ) async throws -> SSHSession {
        try await SSHSession.connect(
            to: endpoint, credentials: SSHCredentials(identities: []), verifier: TrustsNobody(),
            deadlines: SSHDeadlines(handshake: handshake), within: SSHConnectionLimits(),
            on: reactor ?? Reactor(named: "ssh-tests"))
    }
}

struct TrustsNobody: HostKeyVerifier {
    func knownKeyTypes(address: String, port: UInt16) -> [String] { [] }
    func verify(_ key: HostKey, address: String, port: UInt16) -> HostKeyVerdict { .unknown("nobody is trusted") }
}
