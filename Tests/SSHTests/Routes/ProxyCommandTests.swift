import Files
import Glibc
import LoopbackSSH
import Reactor
import Testing

@testable import SSH

@Suite("Through a proxy command", .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"))
struct ProxyCommandTests {
    private func connect(
        _ target: Fixture, _ command: [String], deadlines: SSHDeadlines = .standard
    ) async throws -> SSHSession {
        try await SSHSession.connect(
            to: target.endpoint, credentials: SSHCredentials(privateKeyFiles: [target.server.keyFile]),
            verifier: target.knownHosts(), deadlines: deadlines, via: .command(command), within: target.limits,
            on: target.reactor)
    }

    /// Waits until a process is gone.
    private func isGone(_ pid: Int32, _ fixture: Fixture) async -> Bool {
        let limit = ContinuousClock.now + .seconds(20)
        while kill(pid, 0) == 0, ContinuousClock.now < limit {
            await fixture.reactor.sleep(until: .now + .milliseconds(5))
        }
        return kill(pid, 0) != 0
    }

    private func number(in path: String) throws -> Int32 {
        let text = String(decoding: try File.read(path, limit: 100), as: UTF8.self)
        return try #require(Int32(text.filter(\.isNumber)))
    }

    @Test("ssh -W carries the session, and ends with it")
    func carried() async throws {
        let (outer, target) = (try await Fixture(), try await Fixture())
        let known = "\(outer.server.folder)/known_hosts"
        try AtomicFile.write(Array("\(outer.server.knownHostsLine())\n".utf8), to: known)
        let note = "\(outer.server.folder)/pid"
        let ssh =
            "ssh -F none -i \(outer.server.keyFile) -o BatchMode=yes -o UserKnownHostsFile=\(known) "
            + "-p \(outer.server.port) -W 127.0.0.1:\(target.server.port) 127.0.0.1"
        let session = try await connect(target, ["/bin/sh", "-c", "echo $$ >\(note); exec \(ssh)"])
        let content = [UInt8](repeating: 7, count: 3 << 20)
        let reply = try await session.execute("cat", input: .bytes(content), deadline: .seconds(60))
        #expect(reply.output == content)
        let pid = try number(in: note)
        #expect(kill(pid, 0) == 0)
        await session.close()
        #expect(await isGone(pid, target))
    }

    @Test("what a failing command says last stands in the error")
    func failing() async throws {
        let target = try await Fixture()
        let error = await expect(.lostBeforeRequest) {
            try await connect(target, ["/bin/sh", "-c", "echo first >&2; echo 'no way to the host' >&2; exit 3"])
        }
        #expect(error?.reason == "the proxy command ended with exit code 3: no way to the host")
        let missing = await expect(.unreachable) { try await connect(target, ["/nonexistent/program"]) }
        #expect(missing?.reason.contains("/nonexistent/program") == true)
    }

    @Test("a command that hangs costs the deadline and no more, and is ended even if it does not want to be")
    func hanging() async throws {
        let target = try await Fixture()
        let note = "\(target.server.folder)/pid"
        let start = ContinuousClock.now
        let error = await expect(.timedOut) {
            try await connect(
                target, ["/bin/sh", "-c", "echo $$ >\(note); trap '' HUP; sleep 1000 & wait; sleep 1000"],
                deadlines: SSHDeadlines(handshake: .milliseconds(500)))
        }
        #expect(error?.stage == .handshake)
        #expect(ContinuousClock.now - start < .seconds(20))
        #expect(await isGone(try number(in: note), target))
    }

    @Test("a command that ends in the middle is told from a server that closes")
    func dies() async throws {
        let target = try await Fixture()
        let relay = "exec 3<>/dev/tcp/127.0.0.1/\(target.server.port); cat <&3 & cat >&3"
        let session = try await connect(target, ["/bin/bash", "-c", "echo $$ >\(target.server.folder)/pid; \(relay)"])
        let pid = try number(in: "\(target.server.folder)/pid")
        let begun = "\(target.server.folder)/begun"
        let running = Task { try await session.execute("touch \(begun); sleep 600", deadline: .seconds(600)) }
        _ = try await session.execute(ExecuteTests.untilExists(begun), deadline: .seconds(60))
        _ = kill(-pid, SIGKILL)
        await expect(.lostAfterRequest) { try await running.value }
    }
}
