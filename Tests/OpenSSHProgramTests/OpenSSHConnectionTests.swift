import Files
import Glibc
import LoopbackSSH
import Processes
import SSH
import Testing

@testable import OpenSSHProgram

@Suite(
    "Commands through the ssh program", .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"),
    .timeLimit(.minutes(5)))
struct OpenSSHConnectionTests {
    let long = Duration.seconds(60)

    @Test("output, errors and exit code come back apart, the command's own 255 too")
    func reply() async throws {
        let fixture = try await Fixture()
        let connection = try await fixture.open()
        let reply = try await connection.execute("echo out; echo err >&2; exit 7", deadline: long)
        #expect(reply.status == .exited(7) && reply.text == "out\n" && reply.errorOutput == Array("err\n".utf8))
        #expect(try await connection.execute("exit 255", deadline: long).status == .exited(255))
        let killed = try await connection.execute("kill -TERM $$", deadline: long)
        #expect(killed.status == .signalled(OpenSSHConnection.unknownSignal))
        #expect(await connection.isOpen)
        await fixture.end()
    }

    @Test("20 MB from a source arrive byte for byte while they come back")
    func stream() async throws {
        // Before the master is there: on a busy machine it takes longer than a master lives that nobody uses.
        let content = (0..<20_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let fixture = try await Fixture()
        let connection = try await fixture.open()
        let input = SSHInput.source { offset, limit in Array(content[offset...].prefix(limit)) }
        let limits = OutputLimits(output: content.count, errorOutput: 100)
        let reply = try await connection.execute("cat", input: input, limits: limits, deadline: long)
        #expect(reply.output == content && !reply.isTruncated)
        let short = OutputLimits(output: 1000, errorOutput: 100)
        let cut = try await connection.execute("cat", input: input, limits: short, deadline: long)
        #expect(cut.output.count == 1000 && cut.isTruncated && cut.status == .exited(0))
        await fixture.end()
    }

    @Test("a source that fails ends the command, and its outcome is unknown")
    func failingSource() async throws {
        struct Torn: Error {}
        let fixture = try await Fixture()
        let connection = try await fixture.open()
        let input = SSHInput.source { _, _ in throw Torn() }
        await expect(.inputFailed) { try await connection.execute("cat", input: input, deadline: long) }
        await fixture.end()
    }

    @Test("the deadline ends the command's client and leaves the connection to others")
    func deadline() async throws {
        let fixture = try await Fixture()
        let connection = try await fixture.open()
        await expect(.timedOutAfterRequest) { try await connection.execute("sleep 60", deadline: .seconds(1)) }
        #expect(try await connection.execute("echo still", deadline: long).text == "still\n")
        await fixture.end()
    }

    @Test("cancelling ends a running command's client")
    func cancelled() async throws {
        let fixture = try await Fixture()
        let connection = try await fixture.open()
        let marker = "\(fixture.server.folder)/started"
        let running = Task { try await connection.execute("touch \(marker); sleep 60", deadline: long) }
        _ = try await connection.execute("until [ -e \(marker) ]; do sleep 0.01; done", deadline: long)
        running.cancel()
        await expect(.cancelledAfterRequest) { try await running.value }
        await fixture.end()
    }

    @Test("a server that allows no further channel refuses, and the command has not begun")
    func refusedChannel() async throws {
        let fixture = try await Fixture(settings: ["MaxSessions 1"])
        let connection = try await fixture.open()
        let marker = "\(fixture.server.folder)/started"
        let stop = "\(fixture.server.folder)/stop"
        let running = Task {
            try await connection.execute(
                "touch \(marker); until [ -e \(stop) ]; do sleep 0.01; done", deadline: long)
        }
        while !File.exists(marker) { await Task.yield() }
        let error = await expect(.requestRefused) { try await connection.execute("true", deadline: long) }
        #expect(error?.code.commandMayHaveStarted == false)
        try AtomicFile.write([], to: stop)
        #expect(try await running.value.status == .exited(0))
        await fixture.end()
    }

    @Test("a server killed in the middle of a command leaves the outcome unknown")
    func killedServer() async throws {
        let fixture = try await Fixture()
        let connection = try await fixture.open()
        await expect(.lostAfterRequest) {
            try await connection.execute("kill -9 $PPID; sleep 30", deadline: long)
        }
        await expect(.closed) { try await connection.execute("true", deadline: long) }
        await fixture.end()
    }

    @Test("without its master a command is not sent by another way")
    func masterGone() async throws {
        let fixture = try await Fixture()
        let connection = try await fixture.open()
        await connection.close()
        #expect(await connection.isOpen == false)
        let marker = "\(fixture.server.folder)/ran"
        await expect(.closed) { try await connection.execute("touch \(marker)", deadline: long) }
        let second = try await fixture.open()
        await fixture.program.close()
        await expect(.closed) { try await second.execute("touch \(marker)", deadline: long) }
        #expect(!File.exists(marker))
    }

    @Test("at the end no master is left, and no socket")
    func ended() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.open()
        let master = try #require(try await Self.masters(of: fixture).first)
        await fixture.end()
        let identity = ProcessIdentity(pid: master)
        let limit = ContinuousClock.now + .seconds(20)
        while identity?.isRunning == true, ContinuousClock.now < limit { await Task.yield() }
        #expect(try await Self.masters(of: fixture).isEmpty)
    }

    @Test("twenty commands at the same time all come back")
    func parallel() async throws {
        let fixture = try await Fixture(settings: ["MaxSessions 30"])
        let connection = try await fixture.open()
        let texts = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<20 {
                group.addTask { try await connection.execute("echo \(number)", deadline: long).text }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(texts == Set((0..<20).map { "\($0)\n" }))
        await fixture.end()
    }

    /// Processes with this fixture's known_hosts in their arguments.
    private static func masters(of fixture: Fixture) async throws -> [Int32] {
        let result = try await ProcessRunner.run(
            ["pgrep", "-f", "ssh -M .*\(fixture.knownHosts)"], deadline: .seconds(20))
        return result.outputText.split(separator: "\n").compactMap { Int32($0) }
    }
}
