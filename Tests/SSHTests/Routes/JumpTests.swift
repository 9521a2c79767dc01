import LoopbackSSH
import Reactor
import Testing

@testable import SSH

@Suite("Through a bastion", .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"))
struct JumpTests {
    private func connect(
        _ target: Fixture, through bastion: SSHSession, on reactor: Reactor, deadlines: SSHDeadlines = .standard
    ) async throws -> SSHSession {
        try await SSHSession.connect(
            to: target.endpoint, credentials: SSHCredentials(privateKeyFiles: [target.server.keyFile]),
            verifier: target.knownHosts(), deadlines: deadlines, via: .jump(bastion), within: target.limits,
            on: reactor)
    }

    @Test("one and two bastions deep a command runs on the target", arguments: [1, 2])
    func chain(_ depth: Int) async throws {
        var last = try await Fixture()
        let reactor = last.reactor
        var session = try await last.connect()
        for _ in 0..<depth {
            last = try await Fixture()
            session = try await connect(last, through: session, on: reactor)
        }
        let reply = try await session.execute("echo $SSH_CONNECTION", deadline: .seconds(30))
        #expect(reply.text.hasSuffix(" \(last.server.port)\n"))
        #expect(session.endpoint.displayName.ranges(of: " via ").count == depth)
        #expect(last.server.messages.contains("Accepted publickey"))
    }

    @Test("megabytes go through both ways unharmed, two bastions deep")
    func content() async throws {
        let (outer, inner, target) = (try await Fixture(), try await Fixture(), try await Fixture())
        let bastion = try await connect(inner, through: outer.connect(), on: outer.reactor)
        let session = try await connect(target, through: bastion, on: outer.reactor)
        var state: UInt32 = 1
        let content = (0..<(6 << 20)).map { _ -> UInt8 in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(truncatingIfNeeded: state >> 24)
        }
        let reply = try await session.execute(
            "cat", input: .bytes(content), limits: OutputLimits(output: content.count, errorOutput: 0),
            deadline: .seconds(120))
        #expect(reply.output == content)
    }

    @Test("24 targets share one connection to the bastion, which serves commands of its own meanwhile")
    func shared() async throws {
        let (outer, target) = (try await Fixture(), try await Fixture())
        let bastion = try await outer.connect()
        // 24 key agreements on one thread, and each waits for its turn at the bastion: that is not what is looked at here.
        let patient = SSHDeadlines(
            resolve: .seconds(60), connect: .seconds(60), handshake: .seconds(60), authenticate: .seconds(60))
        let outputs = try await withThrowingTaskGroup(of: String.self) { group in
            for index in 0..<24 {
                group.addTask {
                    let session = try await connect(target, through: bastion, on: outer.reactor, deadlines: patient)
                    let payload = [UInt8](repeating: UInt8(index), count: 100_000)
                    let reply = try await session.execute(
                        "cat | wc -c; echo \(index)", input: .bytes(payload), deadline: .seconds(120))
                    return reply.text
                }
                group.addTask { try await bastion.execute("echo own", deadline: .seconds(120)).text }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(outputs == Set((0..<24).map { "100000\n\($0)\n" } + ["own\n"]))
        #expect(outer.server.messages.ranges(of: "Accepted publickey").count == 1)
    }

    @Test("targets that have gone leave nothing behind on the bastion's connection")
    func closed() async throws {
        let (outer, target) = (try await Fixture(), try await Fixture())
        let bastion = try await outer.connect()
        for _ in 0..<3 {
            let session = try await connect(target, through: bastion, on: outer.reactor)
            await session.close()
        }
        let limit = ContinuousClock.now + .seconds(20)
        while await bastion.tunnelCount > 0, ContinuousClock.now < limit {
            await outer.reactor.sleep(until: .now + .milliseconds(5))
        }
        #expect(await bastion.tunnelCount == 0)
        #expect(try await bastion.execute("echo alive", deadline: .seconds(30)).text == "alive\n")
    }

    @Test("a bastion that forbids forwarding is named, with its reason and the target")
    func forbidden() async throws {
        let outer = try await Fixture(settings: ["AllowTcpForwarding no"])
        let target = try await Fixture()
        let bastion = try await outer.connect()
        let error = await expect(.requestRefused) {
            try await connect(target, through: bastion, on: outer.reactor)
        }
        let hop = "127.0.0.1 port \(outer.server.port)"
        #expect(error?.host == "127.0.0.1 port \(target.server.port) via \(hop)")
        #expect(error?.reason.contains("the bastion \(hop)") == true)
        #expect(error?.reason.contains("administratively prohibited") == true)
        #expect(await bastion.isOpen)
    }

    @Test("a target that the bastion cannot reach is told from a bastion that is lost")
    func unreachable() async throws {
        let outer = try await Fixture()
        let bastion = try await outer.connect()
        var target = try await Fixture()
        let port = target.server.port
        target = try await Fixture()
        var endpoint = target.endpoint
        endpoint.port = port
        let error = await expect(.requestRefused) {
            try await SSHSession.connect(
                to: endpoint, credentials: SSHCredentials(privateKeyFiles: [target.server.keyFile]),
                verifier: target.knownHosts(), via: .jump(bastion), within: target.limits, on: outer.reactor)
        }
        #expect(error?.reason.contains("connect failed") == true)
        #expect(await bastion.isOpen)
    }

    @Test("a bastion that dies ends what goes through it, and is named", .timeLimit(.minutes(2)))
    func dies() async throws {
        let (outer, target) = (try await Fixture(), try await Fixture())
        let bastion = try await outer.connect()
        let session = try await connect(target, through: bastion, on: outer.reactor)
        let begun = "\(target.server.folder)/begun"
        let running = Task { try await session.execute("touch \(begun); sleep 600", deadline: .seconds(600)) }
        _ = try await session.execute(ExecuteTests.untilExists(begun), deadline: .seconds(60))
        _ = try? await bastion.execute("kill -9 $PPID", deadline: .seconds(30))
        let error = await expect(.lostAfterRequest) { try await running.value }
        let hop = "127.0.0.1 port \(outer.server.port)"
        #expect(error?.reason.contains("the bastion \(hop) is lost") == true)
        #expect(await !bastion.isOpen)
        #expect(await !session.isOpen)
    }

    @Test("a host that swallows connections costs its own deadline, and sends the next to another connection")
    func hangs() async throws {
        let outer = try await Fixture()
        let target = try await Fixture()
        let bastion = try await outer.connect()
        let hole = try BlackHole()
        var endpoint = target.endpoint
        endpoint.port = hole.port
        let start = ContinuousClock.now
        let error = await expect(.timedOut) {
            try await SSHSession.connect(
                to: endpoint, credentials: SSHCredentials(privateKeyFiles: [target.server.keyFile]),
                verifier: target.knownHosts(), deadlines: SSHDeadlines(connect: .milliseconds(2500)),
                via: .jump(bastion), within: target.limits, on: outer.reactor)
        }
        #expect(ContinuousClock.now - start < .seconds(20))
        #expect(error?.stage == .connect && error?.reason.contains("the bastion") == true)
        #expect(await !bastion.acceptsTunnels)
        await expect(.hopBusy) { try await connect(target, through: bastion, on: outer.reactor) }
    }
}
