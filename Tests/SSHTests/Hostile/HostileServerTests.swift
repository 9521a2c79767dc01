import Glibc
import LoopbackSSH
import OpenSSHFiles
import Reactor
import SSH
import Synchronization
import Testing

@Suite(
    "Servers that mean harm", .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"),
    .timeLimit(.minutes(10)))
struct HostileServerTests {
    private static let banner = Array("SSH-2.0-OpenSSH_9.2p1\r\n".utf8)

    @Test(
        "what follows a proper banner may be nothing, garbage, or a packet of four gigabytes",
        arguments: [
            [], [UInt8](repeating: 0xFF, count: 64), [0, 0, 0, 0, 0], [0x7F, 0xFF, 0xFF, 0xFF, 4, 20],
            (0..<2000).map { UInt8(truncatingIfNeeded: $0 &* 37) },
        ])
    func afterBanner(_ bytes: [UInt8]) async throws {
        let server = try RawServer { connection in
            connection.send(Self.banner + bytes)
            connection.drain()
        }
        defer { server.stop() }
        let start = ContinuousClock.now
        let error = await #expect(throws: SSHError.self) {
            try await SSHSession.connect(
                to: server.endpoint, credentials: SSHCredentials(identities: []), verifier: TrustsNobody(),
                deadlines: SSHDeadlines(handshake: .seconds(1)), within: SSHConnectionLimits(),
                on: try Reactor(named: "hostile"))
        }
        #expect(error?.stage == .handshake && error?.host == "127.0.0.1 port \(server.port)")
        #expect(error?.code.commandMayHaveStarted == false)
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test("banner lines one byte at a time cost the handshake's deadline and no more")
    func slowBanner() async throws {
        let server = try RawServer { connection in
            var closing = pollfd(fd: connection.descriptor, events: Int16(POLLIN), revents: 0)
            while connection.send([UInt8(ascii: "x")]), unsafe poll(&closing, 1, 20) == 0 {}
        }
        defer { server.stop() }
        let start = ContinuousClock.now
        let error = await #expect(throws: SSHError.self) {
            try await SSHSession.connect(
                to: server.endpoint, credentials: SSHCredentials(identities: []), verifier: TrustsNobody(),
                deadlines: SSHDeadlines(handshake: .seconds(1)), within: SSHConnectionLimits(),
                on: try Reactor(named: "hostile"))
        }
        #expect(error?.stage == .handshake)
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test("a gigabyte of output costs no more memory than its limit")
    func endlessOutput() async throws {
        await #expect(processExitsWith: .success) {
            let fixture = try await Fixture()
            let session = try await fixture.connect()
            let limits = OutputLimits(output: 1 << 20, errorOutput: 1 << 10)
            _ = try await session.execute("head -c 10000000 /dev/zero", limits: limits, deadline: .seconds(60))
            let before = peakMegabytes()
            let reply = try await session.execute(
                "head -c 1000000000 /dev/zero; echo late >&2", limits: limits, deadline: .seconds(300))
            #expect(reply.output.count == 1 << 20 && reply.isTruncated && reply.errorText == "late\n")
            #expect(peakMegabytes() - before < 16, "grew from \(before) to \(peakMegabytes()) MB")
        }
    }

    @Test("a command that reads slowly is fed no faster, and its sender holds no more than a piece")
    func slowReader() async throws {
        let fixture = try await Fixture()
        let session = try await fixture.connect()
        let most = Mutex(0)
        let input = SSHInput.source { offset, limit in
            most.withLock { $0 = max($0, offset) }
            return offset < 64 << 20 ? [UInt8](repeating: 7, count: limit) : []
        }
        await expect(.timedOutAfterRequest) {
            try await session.execute("head -c 1000 >/dev/null; sleep 60", input: input, deadline: .seconds(3))
        }
        // What is in flight: the channel's window at the server, and the kernel's buffers.
        #expect(most.withLock { $0 } < 16 << 20)
    }

    @Test("through buffers of a kilobyte two commands of one session still get all of their bytes")
    func tinyBuffers() async throws {
        let fixture = try await Fixture()
        let relay = try ByteRelay(to: fixture.server, fault: .trickle(700))
        defer { relay.stop() }
        var endpoint = fixture.endpoint
        (endpoint.hostKeyAlias, endpoint.port) = ("relayed", relay.port)
        let session = try await SSHSession.connect(
            to: endpoint, credentials: fixture.credentials, verifier: fixture.relayedHosts,
            within: fixture.limits, on: fixture.reactor)
        let content = (0..<60_000).map { UInt8(truncatingIfNeeded: $0 &* 13) }
        async let first = session.execute("cat", input: .bytes(content), deadline: .seconds(120))
        async let second = session.execute("cat >&2; echo end", input: .bytes(content), deadline: .seconds(120))
        #expect(try await first.output == content)
        #expect(try await second.text == "end\n")
        #expect(await session.isOpen)
    }
}

/// The most memory that this process ever had, in megabytes.
private func peakMegabytes() -> Int {
    var usage = rusage()
    _ = unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss / 1024
}
