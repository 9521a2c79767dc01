import Files
import FleetModel
import LoopbackSSH
import Reactor
import RolloutEngine
import SSHRemote
import Testing

@Suite(
    "What operators run by hand, over both clients", .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"),
    .timeLimit(.minutes(5)))
struct ShellsTests {
    private let server: LoopbackSSH
    private let remote: SSHRemote

    init() async throws {
        server = try await LoopbackSSH()
        remote = SSHRemote(
            on: try Reactor(named: "shells"), home: server.folder, user: server.user, releases: server.folder)
        try AtomicFile.write(Array("\(try server.knownHostsLine())\n".utf8), to: "\(server.folder)/known_hosts")
    }

    private func host(_ engine: ConnectionEngine, port: UInt16? = nil) throws -> Host {
        Host(
            id: try #require(HostID(rawValue: "here-\(engine.rawValue)")),
            connection: Connection(
                address: server.address, port: port ?? server.port, user: server.user, identityFiles: [server.keyFile],
                knownHostsFiles: ["\(server.folder)/known_hosts"], engine: engine),
            network: try #require(NetworkID(rawValue: "net")), role: .observer, votingPower: .zero, isCanary: false,
            zone: nil, paths: HostPaths(installRoot: "/opt", stateDirectory: "/var/lib"),
            probes: ProbeAddresses(api: "http://127.0.0.1:1", metrics: nil))
    }

    private func request(
        _ program: ShellRequest.Program, input: ShellRequest.Input = .none, deadline: TimeSpan = .seconds(60)
    ) throws -> ShellRequest {
        let mark = try #require(Nonce(rawValue: "m\(UInt64.random(in: 0..<(1 << 60)))"))
        return ShellRequest(program, input: input, deadline: deadline, mark: mark)
    }

    @Test(
        "program, script and input arrive, and the outcome names the client",
        arguments: [ConnectionEngine.native, .openssh])
    func both(_ engine: ConnectionEngine) async throws {
        let program = try await remote.run(
            request(.arguments(["sh", "-c", "printf out; printf err >&2; exit 3"])), on: host(engine))
        #expect(
            program
                == ShellOutcome(
                    .ended(
                        ShellReply(
                            status: .exited(3), output: Array("out".utf8), errors: Array("err".utf8), isTruncated: false
                        )),
                    engine: engine.rawValue))
        let bytes = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let script = try await remote.run(
            request(.script("cat; echo \"$1\"", arguments: ["it's"]), input: .bytes(bytes)), on: host(engine))
        guard case .ended(let reply) = script.end else { return #expect(Bool(false), "\(script)") }
        #expect(reply.output == bytes + Array("it's\n".utf8))
        await remote.close()
    }

    @Test("at the deadline the remote processes end", arguments: [ConnectionEngine.native, .openssh])
    func deadline(_ engine: ConnectionEngine) async throws {
        let pids = "\(server.folder)/pid-\(engine.rawValue)"
        let outcome = try await remote.run(
            request(.script("echo $$ > '\(pids)'; echo so far; sleep 300"), deadline: .seconds(2)), on: host(engine))
        guard case .stopped(let message, let isGone, let partial) = outcome.end else {
            return #expect(Bool(false), "\(outcome)")
        }
        #expect(isGone && message.contains("no end within 2s; its processes were ended"), "\(message)")
        #expect(partial?.output == Array("so far\n".utf8))
        let pid = String(decoding: try File.read(pids, limit: 100), as: UTF8.self).filter(\.isNumber)
        let alive = try await remote.run(request(.arguments(["kill", "-0", pid])), on: host(engine))
        guard case .ended(let reply) = alive.end else { return #expect(Bool(false), "\(alive)") }
        #expect(reply.status != .exited(0))
        await remote.close()
    }

    @Test("a host where nobody listens is unreachable, and nothing else")
    func unreachable() async throws {
        let outcome = try await remote.run(request(.arguments(["true"])), on: host(.native, port: 1))
        guard case .unreachable(let message) = outcome.end else { return #expect(Bool(false), "\(outcome)") }
        #expect(message.contains("refused"))
    }

    @Test("a kept connection that has died is replaced, and the command runs once")
    func replaced() async throws {
        let log = "\(server.folder)/runs"
        _ = try await remote.run(request(.arguments(["true"])), on: host(.native))
        // The server's own process for this connection: the parent of the login shell.
        _ = try await remote.run(request(.script("kill -KILL $PPID")), on: host(.native))
        let outcome = try await remote.run(request(.script("echo x >> '\(log)'")), on: host(.native))
        guard case .ended(let reply) = outcome.end else { return #expect(Bool(false), "\(outcome)") }
        #expect(reply.status == .exited(0))
        #expect(try File.read(log, limit: 100).count == 2)
    }
}
