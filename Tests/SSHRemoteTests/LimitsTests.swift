import Files
import FleetModel
import Glibc
import HostSteps
import LoopbackSSH
import Reactor
import RolloutEngine
import Synchronization
import Testing

@testable import SSHRemote

@Suite("A project's limits take effect", .timeLimit(.minutes(5)))
struct LimitsTests {
    private func remote(_ limits: SSHLimits, _ folder: String) throws -> SSHRemote {
        SSHRemote(on: try Reactor(named: "limits"), home: folder, user: "me", releases: folder, limits: limits)
    }

    private func host(_ name: String, port: UInt16, engine: ConnectionEngine = .native) throws -> Host {
        try host(
            name,
            Connection(
                address: "127.0.0.1", port: port, user: "me", identityFiles: ["/none"], knownHostsFiles: ["/none"],
                engine: engine))
    }

    private func host(_ name: String, _ connection: Connection) throws -> Host {
        let like = try LoopbackHost.make(connection)
        return Host(
            id: try #require(HostID(rawValue: name)), connection: like.connection, network: like.network,
            role: like.role, votingPower: .zero, isCanary: false, zone: nil, paths: like.paths, probes: like.probes)
    }

    private func answers(_ remote: SSHRemote, _ hosts: [Host]) async throws -> [String] {
        let command = try LoopbackHost.command("true")
        return await withTaskGroup(of: String.self) { group in
            for host in hosts { group.addTask { "\(await remote.run(command, on: host))" } }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// How long it takes until servers that never answer have been given up, ten connections to them in all.
    private func patience(servers count: Int, _ limits: SSHLimits) async throws -> Duration {
        let servers = try (0..<count).map { _ in try RawServer { $0.drain() } }
        defer { for server in servers { server.stop() } }
        let folder = try TemporaryDirectory(prefix: "limits")
        let remote = try remote(limits, folder.path)
        let hosts = try (0..<10).map { try host("h\($0)", port: servers[$0 % count].port) }
        let start = ContinuousClock.now
        for answer in try await answers(remote, hosts) {
            #expect(answer.contains("agreeing on keys: no answer in time"), "\(answer)")
        }
        await remote.close()
        return ContinuousClock.now - start
    }

    @Test("so many handshakes for one server and so many for all, none of them longer than its deadline")
    func handshakes() async throws {
        var limits = SSHLimits.standard
        limits.deadlines.handshake = .milliseconds(200)
        // Ten, four at a time, take three turns; by default they would be eight, and two turns.
        limits.handshakesPerServer = 4
        let ofOne = try await patience(servers: 1, limits)
        #expect(ofOne >= .milliseconds(600) && ofOne < .seconds(10))
        (limits.handshakesPerServer, limits.handshakes) = (100, 2)
        #expect(try await patience(servers: 5, limits) >= .seconds(1))
    }

    /// What is said of a server within a short deadline of one stage, where the others are long.
    private func refusal(
        port: UInt16, engine: ConnectionEngine, key: String = "/none", known: String = "/none",
        _ shorten: (inout SSHLimits.Deadlines) -> Void
    ) async throws -> (text: String, took: Duration) {
        let folder = try TemporaryDirectory(prefix: "limits")
        var limits = SSHLimits.standard
        (limits.deadlines.connect, limits.deadlines.handshake) = (.seconds(200), .seconds(200))
        (limits.deadlines.resolve, limits.deadlines.authenticate, limits.retry.times) = (.zero, .seconds(200), 0)
        if engine == .openssh { limits.deadlines.authenticate = .zero }
        shorten(&limits.deadlines)
        let remote = try remote(limits, folder.path)
        let host = try host(
            "h",
            Connection(
                address: "127.0.0.1", port: port, user: LoopbackSSH.currentUser(), identityFiles: [key],
                knownHostsFiles: [known], engine: engine))
        let start = ContinuousClock.now
        let text = try await answers(remote, [host]).joined()
        let took = ContinuousClock.now - start
        await remote.close()
        return (text, took)
    }

    @Test("a server that takes no connection costs the deadline of connecting")
    func connecting() async throws {
        let hole = try BlackHole()
        let (text, took) = try await refusal(port: hole.port, engine: .native) { $0.connect = .milliseconds(300) }
        #expect(text.contains("127.0.0.1 port \(hole.port): connecting: no answer"), "\(text)")
        #expect(took >= .milliseconds(300) && took < .seconds(100))
    }

    @Test(
        "a server that is silent about the user costs the deadline of the login, of all stages together by ssh",
        .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"))
    func authenticating() async throws {
        // sshd waits for this program's word on each key.
        let server = try await LoopbackSSH(
            settings: [
                "AuthorizedKeysCommand /usr/bin/sleep 60", "AuthorizedKeysCommandUser \(LoopbackSSH.currentUser())",
            ]
        )
        try AtomicFile.write([], to: "\(server.folder)/authorized_keys")
        let known = "\(server.folder)/known_hosts"
        try AtomicFile.write(Array("\(server.knownHostsLine())\n".utf8), to: known)
        let native = try await refusal(port: server.port, engine: .native, key: server.keyFile, known: known) {
            $0.authenticate = .seconds(2)
        }
        #expect(native.text.contains("port \(server.port): authenticating: no answer in time"), "\(native.text)")
        #expect(native.took >= .seconds(2) && native.took < .seconds(100))
        let program = try await refusal(port: server.port, engine: .openssh, key: server.keyFile, known: known) {
            ($0.connect, $0.handshake) = (.seconds(2), .seconds(6))
        }
        #expect(program.text.contains("ssh did not log in within 8.0 seconds"), "\(program.text)")
        #expect(program.took >= .seconds(8) && program.took < .seconds(100))
    }

    @Test("a dropped connection is tried again as often as is said, by either client", arguments: [0, 3])
    func retries(_ times: Int) async throws {
        for engine in [ConnectionEngine.native, .openssh] {
            let count = Mutex(0)
            let server = try RawServer { _ in count.withLock { $0 += 1 } }
            defer { server.stop() }
            let folder = try TemporaryDirectory(prefix: "limits")
            var limits = SSHLimits.standard
            (limits.retry.times, limits.retry.pause, limits.retry.jitter) = (times, .milliseconds(20), 0)
            let remote = try remote(limits, folder.path)
            let answer = try await answers(remote, [host("h", port: server.port, engine: engine)])
            #expect(answer.allSatisfy { $0.contains("notBegun") }, "\(answer)")
            #expect(count.withLock { $0 } == times + 1, "\(engine)")
            await remote.close()
        }
    }

    @Test(
        "a connection that dies while it waits for a place is replaced, and keeps the place",
        .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"))
    func place() async throws {
        let servers = [try await LoopbackSSH(), try await LoopbackSSH(), try await LoopbackSSH()]
        let folder = try TemporaryDirectory(prefix: "limits")
        let known = try servers.map { try $0.knownHostsLine() + "\n" }.joined()
        try AtomicFile.write(Array(known.utf8), to: folder.file("known"))
        var limits = SSHLimits.standard
        limits.uploads = 1
        let remote = try remote(limits, folder.path)
        let hosts = try servers.enumerated().map { index, server in
            try host(
                "h\(index)",
                Connection(
                    address: server.address, port: server.port, user: server.user, identityFiles: [server.keyFile],
                    knownHostsFiles: [folder.file("known")]))
        }
        func run(_ index: Int, _ script: String, input: ShellRequest.Input = .none) async throws -> ShellOutcome {
            let mark = try #require(Nonce(rawValue: "mark\(UInt64.random(in: 1 << 60 ... .max))"))
            return await remote.run(
                ShellRequest(.script(script), input: input, deadline: .seconds(120), mark: mark), on: hosts[index])
        }
        let (log, gate) = (folder.file("log"), folder.file("gate"))
        func upload(_ index: Int, _ script: String = "true") -> Task<ShellOutcome, any Error> {
            let script = "\(script); cat >/dev/null; echo \(index) >>'\(log)'"
            return Task { try await run(index, script, input: .source { offset, _ in offset == 0 ? [7] : [] }) }
        }
        // The server's own process for the second host's connection.
        _ = try await run(1, "echo $PPID >'\(folder.file("pid"))'")
        let first = upload(0, "touch '\(gate).here'; until [ -e '\(gate)' ]; do sleep 0.05; done")
        while !File.exists("\(gate).here") { await Task.yield() }
        let second = upload(1)
        let third = upload(2)
        while !servers[2].messages.contains("Accepted publickey") { await Task.yield() }
        let pid = String(decoding: try File.read(folder.file("pid"), limit: 100), as: UTF8.self)
        _ = kill(try #require(Int32(pid.filter(\.isNumber))), SIGKILL)
        try AtomicFile.write([], to: gate)
        for task in [first, second, third] {
            let outcome = try await task.value
            guard case .ended(let reply) = outcome.end, reply.status == .exited(0) else {
                Issue.record("\(outcome)")
                continue
            }
        }
        #expect(String(decoding: try File.read(log, limit: 100), as: UTF8.self) == "0\n1\n2\n")
        await remote.close()
    }

    @Test("so many files at the same time", .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"))
    func uploads() async throws {
        let server = try await LoopbackSSH()
        let known = "\(server.folder)/known_hosts"
        try AtomicFile.write(Array("\(try server.knownHostsLine())\n".utf8), to: known)
        var limits = SSHLimits.standard
        limits.uploads = 2
        let remote = try remote(limits, server.folder)
        let log = "\(server.folder)/uploads"
        // What the host notes lies between our taking a place and our giving it back.
        let script = "echo + >>'\(log)'; cat >/dev/null; sleep 0.3; echo - >>'\(log)'"
        let connection = Connection(
            address: server.address, port: server.port, user: server.user, identityFiles: [server.keyFile],
            knownHostsFiles: [known])
        let outcomes = try await withThrowingTaskGroup(of: ShellOutcome.self) { group in
            for index in 0..<6 {
                let host = try host("h\(index)", connection)
                let mark = try #require(Nonce(rawValue: "mark\(index)mark\(index)0123"))
                group.addTask {
                    await remote.run(
                        ShellRequest(
                            .arguments(["sh", "-c", script]),
                            input: .source { offset, _ in offset < 100_000 ? [UInt8](repeating: 7, count: 10_000) : []
                            },
                            deadline: .seconds(60), mark: mark), on: host)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for outcome in outcomes {
            guard case .ended(let reply) = outcome.end else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(reply.status == .exited(0))
        }
        let notes = String(decoding: try File.read(log, limit: 1000), as: UTF8.self).split(separator: "\n")
        var (now, most) = (0, 0)
        for note in notes {
            now += note == "+" ? 1 : -1
            most = max(most, now)
        }
        #expect(notes.count == 12 && most == 2, "\(notes)")
        await remote.close()
    }
}
