import Crypto
import Files
import LoopbackSSH
import Reactor
import Testing

@testable import SSH

@Suite("Running commands on a real server", .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"))
struct ExecuteTests {
    let fixture: Fixture
    let long = Duration.seconds(60)

    init() async throws { fixture = try await Fixture() }

    @Test("output, errors and exit code come back apart")
    func outputAndCode() async throws {
        let session = try await fixture.connect()
        let reply = try await session.execute("echo out; echo err >&2; exit 7", deadline: long)
        #expect(reply.status == .exited(7))
        #expect(reply.text == "out\n" && reply.errorText == "err\n" && !reply.isTruncated)
        #expect(try await session.execute("true", deadline: long).status == .exited(0))
        #expect(try await session.execute("/no/such/program", deadline: long).status == .exited(127))
        await session.close()
        #expect(await session.isOpen == false)
    }

    @Test("a command ended by a signal says which", arguments: ["TERM", "KILL"])
    func signal(_ name: String) async throws {
        let session = try await fixture.connect()
        #expect(try await session.execute("kill -\(name) $$", deadline: long).status == .signalled(name))
    }

    @Test("3 MB on each stream, by turns, come back whole")
    func bothStreams() async throws {
        let script = "for i in $(seq 100); do head -c 30000 /dev/zero; head -c 30000 /dev/zero | tr '\\0' e >&2; done"
        let session = try await fixture.connect()
        let limits = OutputLimits(output: 4_000_000, errorOutput: 4_000_000)
        let reply = try await session.execute(script, limits: limits, deadline: long)
        #expect(reply.status == .exited(0) && !reply.isTruncated)
        #expect(reply.output == [UInt8](repeating: 0, count: 3_000_000))
        #expect(reply.errorOutput == [UInt8](repeating: UInt8(ascii: "e"), count: 3_000_000))
    }

    @Test("5 MB of errors alone do not block the command")
    func errorsAlone() async throws {
        let session = try await fixture.connect()
        let reply = try await session.execute("head -c 5000000 /dev/zero >&2; exit 3", deadline: long)
        #expect(reply.status == .exited(3))
        #expect(reply.errorOutput.count == OutputLimits.standard.errorOutput && reply.isTruncated)
    }

    @Test("output of exactly the limit is not truncated, one byte more is")
    func truncation() async throws {
        let session = try await fixture.connect()
        let limits = OutputLimits(output: 1000, errorOutput: 0)
        let exact = try await session.execute("head -c 1000 /dev/zero", limits: limits, deadline: long)
        #expect(exact.output.count == 1000 && !exact.isTruncated)
        let more = try await session.execute("head -c 1001 /dev/zero", limits: limits, deadline: long)
        #expect(more.output.count == 1000 && more.isTruncated && more.status == .exited(0))
    }

    @Test("20 MB of input stream from a source and arrive byte for byte")
    func upload() async throws {
        let length = 20 << 20
        let session = try await fixture.connect()
        let source = SSHInput.source { offset, limit in Self.pattern(offset, min(limit, length - offset)) }
        let reply = try await session.execute("sha256sum", input: source, deadline: long)
        #expect(reply.text.hasPrefix(Hexadecimal.encode(SHA256.hash(Self.pattern(0, length)))))
    }

    @Test("20 MB in and out at the same time do not block each other")
    func echo() async throws {
        let content = Self.pattern(0, 20 << 20)
        let session = try await fixture.connect()
        let limits = OutputLimits(output: content.count, errorOutput: 0)
        let reply = try await session.execute("cat", input: .bytes(content), limits: limits, deadline: long)
        #expect(reply.output == content && !reply.isTruncated)
    }

    @Test("a command that does not read its input ends all the same")
    func unreadInput() async throws {
        let session = try await fixture.connect()
        let input = SSHInput.bytes([UInt8](repeating: 1, count: 20 << 20))
        #expect(try await session.execute("echo done; exit 4", input: input, deadline: long).status == .exited(4))
        #expect(try await session.execute("cat", input: .bytes([1, 2, 3]), deadline: long).output == [1, 2, 3])
    }

    @Test("input goes on after the command has closed its output")
    func closedOutput() async throws {
        let session = try await fixture.connect()
        let file = "\(fixture.server.folder)/received"
        let content = Self.pattern(0, 3 << 20)
        let command = "exec >&- 2>&-; exec cat > \(ShellWord.quote(file))"
        #expect(try await session.execute(command, input: .bytes(content), deadline: long).status == .exited(0))
        #expect(try File.read(file, limit: 4 << 20) == content)
    }

    @Test("a source that takes its time holds up nothing of what the command writes")
    func lateSource() async throws {
        let session = try await fixture.connect()
        let (written, reactor) = ("\(fixture.server.folder)/written", fixture.reactor)
        let limit = ContinuousClock.now + long
        // The second piece waits for more output than the server may send ahead.
        let source = SSHInput.source { offset, _ in
            guard offset > 0 else { return Array("first ".utf8) }
            while offset == 6, !File.exists(written), ContinuousClock.now < limit {
                await reactor.sleep(until: .now + .milliseconds(5))
            }
            return offset == 6 ? Array("second".utf8) : []
        }
        let reply = try await session.execute(
            "head -c 1000000 /dev/zero; touch \(written); cat", input: source, deadline: long + long)
        #expect(reply.status == .exited(0) && reply.output.count == 1_000_012)
        #expect(reply.output.suffix(12).elementsEqual("first second".utf8))
    }

    @Test("a source that fails ends the session, and the outcome is unknown")
    func failingSource() async throws {
        struct Broken: Error {}
        let session = try await fixture.connect()
        let source = SSHInput.source { offset, _ in
            guard offset < 500_000 else { throw Broken() }
            return [UInt8](repeating: 0, count: 100_000)
        }
        let error = await expect(.inputFailed) {
            try await session.execute("cat >/dev/null", input: source, deadline: long)
        }
        #expect(error?.code.commandMayHaveStarted == true)
        #expect(await session.isOpen == false)
    }

    @Test("any argument survives the shell byte for byte")
    func quoting() async throws {
        let session = try await fixture.connect()
        let hard = [
            "", " ", "a b", "'", "''", "it's", "\"", "\\", "\\'", "$HOME", "`id`", "!x", "~", "*", "a\nb", "\t", "-n",
            "--", "#", "&;|<>()",
            "{a,b}", "[a]", "=", "é", "'\u{301}x", "\u{1F600}", "%s", "\u{1b}[0m", "if", "$(reboot)",
        ]
        let command = try #require(ShellCommand(["printf", "%s\\0"] + hard))
        let reply = try await session.execute(command.text, deadline: long)
        #expect(
            reply.output.split(separator: 0, omittingEmptySubsequences: false).dropLast().map {
                String(decoding: $0, as: UTF8.self)
            } == hard)
    }

    @Test("a command of the greatest length runs, a longer one or one with a NUL byte is refused unsent")
    func commandLength() async throws {
        let session = try await fixture.connect()
        let longest = "printf %s '" + String(repeating: "x", count: SSHSession.maximumCommandLength - 12) + "'"
        #expect(try await session.execute(longest, deadline: long).output.count == SSHSession.maximumCommandLength - 12)
        await expect(.invalidCommand) { try await session.execute(longest + " ", deadline: long) }
        await expect(.invalidCommand) { try await session.execute("echo a\0b", deadline: long) }
        #expect(await session.isOpen)
    }

    @Test("eight commands at the same time on one session do not mix")
    func concurrent() async throws {
        let session = try await fixture.connect()
        let replies = try await withThrowingTaskGroup(of: (Int, SSHReply).self) { group in
            for index in 0..<8 {
                group.addTask {
                    let content = [UInt8](repeating: UInt8(65 + index), count: 1_000_000 + index)
                    return (
                        index, try await session.execute("cat; exit \(index)", input: .bytes(content), deadline: long)
                    )
                }
            }
            return try await group.reduce(into: [Int: SSHReply]()) { $0[$1.0] = $1.1 }
        }
        for (index, reply) in replies {
            #expect(reply.status == .exited(Int32(index)))
            #expect(reply.output == [UInt8](repeating: UInt8(65 + index), count: 1_000_000 + index))
        }
        #expect(replies.count == 8)
    }

    @Test("commands started side by side never miss an answer that the other one has received")
    func sideBySide() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<4 {
                group.addTask {
                    let session = try await fixture.connect()
                    for index in 0..<15 {
                        let file = "\(fixture.server.folder)/\(lane)-\(index)"
                        async let maker = session.execute("touch \(file)", deadline: long)
                        async let waiter = session.execute(Self.untilExists(file), deadline: long)
                        #expect(try await maker.status == .exited(0))
                        #expect(try await waiter.status == .exited(0))
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("a second command on the session can end the first one")
    func kill() async throws {
        let session = try await fixture.connect()
        let file = "\(fixture.server.folder)/pid"
        async let first = session.execute(
            "echo $$ > \(file).new; mv \(file).new \(file); exec sleep 60", deadline: long)
        let killer = "\(Self.untilExists(file)); kill -TERM $(cat \(file))"
        #expect(try await session.execute(killer, deadline: long).status == .exited(0))
        #expect(try await first.status == .signalled("TERM"))
    }

    /// Waits for a file, on the server and not for ever.
    static func untilExists(_ file: String) -> String {
        "for i in $(seq 2000); do [ -e \(file) ] && break; sleep 0.02; done"
    }

    /// Bytes that repeat only after 251, so that a lost or doubled piece shows.
    private static func pattern(_ offset: Int, _ count: Int) -> [UInt8] {
        guard count > 0 else { return [] }
        var bytes = (0..<251).map { UInt8(($0 + offset) % 251) }
        while bytes.count < count { bytes += bytes }
        return Array(bytes.prefix(count))
    }
}
