import Glibc
import Lab
import Testing

/// People who stop a rollout, and those who take over.
@Suite("stops and takeovers", .serialized, .enabled(if: Needs.sshd, Needs.sshdReason))
struct StopTests {
    @Test("halt from another process lets the host in flight finish, and resume goes on")
    func halt() async throws {
        try await Rehearsal.with(nodes: 3) { rehearsal in
            let controller = try await Self.beginAndStopFirstHost(rehearsal)
            try await rehearsal.program.expect(0, ["halt", "--reason", "lunch"])
            let said = try await controller.ended()
            #expect(said.code == 4 && said.text.contains("lunch"), "\(said)")
            #expect(try rehearsal.releases() == [Rehearsal.new, Rehearsal.old, Rehearsal.old])
            #expect(try rehearsal.pictures().map(\.running.count) == [1, 1, 1])
            try await rehearsal.expectRefusal(["rollout", "--phase", "full"], saying: ["halted", "lunch"])
            try await Self.expectResumed(rehearsal)
        }
    }

    @Test("Ctrl-C once drains, twice ends at once; both end with 130 and are resumed to the end")
    func interruptions() async throws {
        try await Rehearsal.with(nodes: 2) { rehearsal in
            let drained = try await Self.beginAndStopFirstHost(rehearsal)
            drained.signal(SIGINT)
            let once = try await drained.ended()
            #expect(once.code == 130 && once.text.contains("nothing is in the middle"), "\(once)")
            #expect(try rehearsal.releases() == [Rehearsal.new, Rehearsal.old])
            #expect(try rehearsal.pictures().map(\.running.count) == [1, 1])
            try await Self.expectResumed(rehearsal)
            try await rehearsal.program.expect(0, ["rollback", "--emergency", "--network-id", "coinjecture-lab"])

            let ended = try await Self.beginAndStopFirstHost(rehearsal)
            // Two signals at the same moment would arrive as one.
            try await eventually("the controller has ended", every: .milliseconds(20)) {
                ended.signal(SIGINT)
                return !ended.isRunning
            }
            let twice = try await ended.ended()
            #expect(twice.code == 130 && !twice.text.contains("nothing is in the middle"), "\(twice)")
            try await Self.expectResumed(rehearsal)
        }
    }

    @Test("an emergency rollback makes a running rollout give way, and one that has nothing to do does nothing")
    func rollbackWhileRunning() async throws {
        try await Rehearsal.with(nodes: 3) { rehearsal in
            let controller = try await Self.beginAndStopFirstHost(rehearsal)
            let back = try await rehearsal.program.expect(0, Self.back)
            #expect(back.text.contains("worst case"), "\(back)")
            let said = try await controller.ended()
            #expect(said.code == 4 && said.text.contains("gave way"), "\(said)")
            #expect(try rehearsal.releases() == [Rehearsal.old, Rehearsal.old, Rehearsal.old])
            try await rehearsal.program.expect(0, ["verify-version", "--expected", Rehearsal.old])
            let before = try rehearsal.untouched()
            let again = try await rehearsal.program.expect(0, Self.back)
            #expect(again.text.contains("already"), "\(again)")
            #expect(try rehearsal.untouched() == before)
        }
    }

    @Test("an emergency rollback goes on without a host that is down, and lists it")
    func rollbackWithHostDown() async throws {
        try await Rehearsal.with(nodes: 2) { rehearsal in
            try await rehearsal.program.expect(0, rehearsal.rollout("--through", "full"))
            try await rehearsal.lab.stopServer("val-02")
            let said = try await rehearsal.program.expect(4, Self.back)
            #expect(said.text.contains("left out  val-02"), "\(said)")
            #expect(try rehearsal.releases() == [Rehearsal.old, Rehearsal.new])
            try await rehearsal.lab.startServer("val-02")
            try await rehearsal.program.expect(0, Self.back)
            #expect(try rehearsal.releases() == [Rehearsal.old, Rehearsal.old])
        }
    }

    @Test("a controller that hangs loses its fences to the rollback, and is refused when it wakes up")
    func hungController() async throws {
        try await Rehearsal.with(nodes: 2) { rehearsal in
            let controller = try await Self.beginAndStopFirstHost(rehearsal)
            controller.signal(SIGSTOP)
            let back = try await rehearsal.program.expect(0, Self.back)
            #expect(back.text.contains("taken over"), "\(back)")
            let before = try rehearsal.untouched()
            controller.signal(SIGCONT)
            let said = try await controller.ended()
            #expect(said.code == 4, "\(said)")
            #expect(try rehearsal.untouched() == before, "\(said)")
            #expect(try rehearsal.releases() == [Rehearsal.old, Rehearsal.old])
            #expect(try await rehearsal.ledger.problems().isEmpty)
            try await rehearsal.program.expect(0, ["verify-version"])
        }
    }

    private static let back = ["rollback", "--emergency", "--network-id", "coinjecture-lab"]

    /// Begins a whole rollout, and returns when its first host has been told to stop.
    private static func beginAndStopFirstHost(_ rehearsal: Rehearsal) async throws -> RunningProgram {
        let before = (try? rehearsal.ledger.last()) ?? 0
        let controller = try await rehearsal.program.begin(rehearsal.rollout("--through", "full"))
        try await eventually("the first host is told to stop") {
            rehearsal.ledger.has("step.intended", #""stop""#, after: before)
        }
        return controller
    }

    private static func expectResumed(_ rehearsal: Rehearsal) async throws {
        try await rehearsal.program.expect(0, ["resume"])
        try await rehearsal.program.expect(0, ["verify-version", "--expected", Rehearsal.new])
        #expect(try rehearsal.releases() == rehearsal.nodes.map { _ in Rehearsal.new })
    }
}
