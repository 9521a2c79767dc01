import LoopbackSSH
import OpenSSHFiles
import Reactor
import SSH
import Testing

/// A connection that breaks at any byte of a login and a command, by a relay before a real server.
@Suite(
    "Breaking at every byte", .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"),
    .timeLimit(.minutes(10)))
struct BrokenConnectionTests {
    private static let command = "echo one; echo two >&2; exit 3"
    /// For each stage; a slow machine may reach it before the fault does, which is an error of the same kind.
    private static let stageLimit = Duration.seconds(4)
    private static let points = LongTests.areWanted ? 400 : 36
    /// Connections at the same time: fewer than the server's MaxStartups, or it would be the one to drop them.
    private static let atOnce = 40

    @Test("closed in the middle: lost, by host and stage, and a sent command's outcome is unknown")
    func cut() async throws {
        let stages = try await sweep {
            .cut(after: $0)
        } judge: { error, place in
            let isKnown = [.lostBeforeRequest, .lostAfterRequest, .timedOut, .timedOutAfterRequest].contains(error.code)
            #expect(isKnown, "at byte \(place): \(error)")
            #expect(error.code.commandMayHaveStarted == [.request, .run].contains(error.stage), "\(error)")
        }
        #expect(stages.isSuperset(of: [.handshake, .authenticate, .open, .run]), "\(stages)")
    }

    @Test("silent from there on: the stage's deadline ends it, and no later")
    func stall() async throws {
        let stages = try await sweep {
            .stall(after: $0)
        } judge: { error, place in
            #expect([.timedOut, .timedOutAfterRequest].contains(error.code), "at byte \(place): \(error)")
            #expect(error.code.commandMayHaveStarted == [.request, .run].contains(error.stage), "\(error)")
        }
        #expect(stages.isSuperset(of: [.handshake, .authenticate, .open, .run]), "\(stages)")
    }

    @Test("one byte turned over: never taken for an answer")
    func flip() async throws {
        // Before encryption begins, the padding of packets is random and covered by nothing.
        _ = try await sweep(mayPass: { $0 * 5 < $1 * 3 }, { .flip(at: $0) }) { error, place in
            #expect(error.code != .authenticationRefused, "at byte \(place): \(error)")
        }
    }

    /// Breaks one connection at each of many places, many at the same time; returns the stages at which it broke.
    private func sweep(
        mayPass: (_ place: Int, _ length: Int) -> Bool = { _, _ in false }, _ fault: (Int) -> ByteRelay.Fault,
        judge: (SSHError, Int) -> Void
    ) async throws -> Set<SSHError.Stage> {
        let fixture = try await Fixture()
        let whole = try ByteRelay(to: fixture.server, fault: .none)
        _ = try await Self.logInAndRun(fixture, whole)
        let length = whole.bytesFromServer
        whole.stop()
        #expect(length > 1000)
        let places = (0..<Self.points).map { length * $0 / Self.points }
        var stages: Set<SSHError.Stage> = []
        for first in stride(from: 0, to: places.count, by: Self.atOnce) {
            let wave = Array(places[first..<min(first + Self.atOnce, places.count)])
            try await strike(fixture, wave, fault) { place, error in
                guard let error else {
                    #expect(mayPass(place, length), "byte \(place) of \(length) made no difference")
                    return
                }
                #expect(error.host.hasPrefix("127.0.0.1 port"), "\(error)")
                judge(error, place)
                stages.insert(error.stage)
            }
        }
        return stages
    }

    private func strike(
        _ fixture: Fixture, _ places: [Int], _ fault: (Int) -> ByteRelay.Fault, ended: (Int, SSHError?) -> Void
    ) async throws {
        let relays = try places.map { try ByteRelay(to: fixture.server, fault: fault($0)) }
        defer { for relay in relays { relay.stop() } }
        try await withThrowingTaskGroup(of: (Int, SSHError?, Duration).self) { group in
            for (place, relay) in zip(places, relays) {
                group.addTask {
                    let start = ContinuousClock.now
                    do throws(SSHError) {
                        _ = try await Self.logInAndRun(fixture, relay)
                        return (place, nil, .now - start)
                    } catch {
                        return (place, error, .now - start)
                    }
                }
            }
            for try await (place, error, elapsed) in group {
                // Four stages, and room for a machine that does much else.
                #expect(elapsed < Self.stageLimit * 4 + .seconds(20), "at byte \(place): \(elapsed)")
                ended(place, error)
            }
        }
    }

    private static func logInAndRun(_ fixture: Fixture, _ relay: ByteRelay) async throws(SSHError) -> SSHReply {
        var endpoint = fixture.endpoint
        endpoint.hostKeyAlias = "relayed"
        endpoint.port = relay.port
        let session = try await SSHSession.connect(
            to: endpoint, credentials: fixture.credentials, verifier: fixture.relayedHosts,
            deadlines: SSHDeadlines(connect: stageLimit, handshake: stageLimit, authenticate: stageLimit),
            within: SSHConnectionLimits(perServer: 1000, perProcess: 1000), on: fixture.reactor)
        let reply = try await session.execute(command, deadline: stageLimit)
        await session.close()
        #expect(reply.status == .exited(3) && reply.text == "one\n" && reply.errorText == "two\n")
        return reply
    }
}
