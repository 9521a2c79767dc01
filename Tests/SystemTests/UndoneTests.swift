import Glibc
import Lab
import Testing

/// Nobody comes back: the host in the middle of its change undoes it by itself.
@Suite("a controller that is gone for good", .serialized, .enabled(if: Needs.sshd, Needs.sshdReason))
struct UndoneTests {
    @Test(
        "the node goes back by itself, the others are as they were, and whoever comes back carries the rollout through")
    func canary() async throws {
        try await Rehearsal.with(nodes: 2) { rehearsal in
            let node = try #require(rehearsal.nodes.first)
            let controller = try await rehearsal.program.begin(rehearsal.rollout("--through", "full"))
            try await eventually("the first host runs the new release") {
                rehearsal.ledger.has("step.ended", #""start""#, after: 0)
            }
            controller.signal(SIGKILL)
            _ = try await controller.ended()
            try await eventually("the host has undone its change", within: .seconds(120), every: .milliseconds(100)) {
                try rehearsal.fence(of: node).contains("process deadman")
                    && rehearsal.releases() == [Rehearsal.old, Rehearsal.old]
                    && rehearsal.pictures().first?.running.count == 1
            }
            let status = try await rehearsal.program.run("verify-version", "--expected", Rehearsal.old)
            #expect(status.code == 0, "\(status)")

            let resumed = try await rehearsal.program.expect(0, ["resume"])
            #expect(resumed.text.contains("undone     by its own dead-man switch"), "\(resumed)")
            try await rehearsal.program.expect(0, ["verify-version", "--expected", Rehearsal.new])
            #expect(try rehearsal.releases() == [Rehearsal.new, Rehearsal.new])
            #expect(try await rehearsal.ledger.problems().isEmpty)
            for node in rehearsal.nodes { #expect(try rehearsal.fence(of: node).contains("state free")) }
        }
    }

    @Test("a machine that was switched off meanwhile undoes the change after its boot")
    func boot() async throws {
        try await Rehearsal.with(nodes: 1) { rehearsal in
            let node = try #require(rehearsal.nodes.first)
            let controller = try await rehearsal.program.begin(rehearsal.rollout("--through", "full"))
            try await eventually("the host runs the new release") {
                rehearsal.ledger.has("step.ended", #""start""#, after: 0)
            }
            controller.signal(SIGKILL)
            _ = try await controller.ended()
            // As a power cut does it, and a boot that starts what its init system starts.
            try await rehearsal.lab.cutPower(node.name)
            try await rehearsal.lab.boot(node.name)
            try await eventually("the host has undone its change", within: .seconds(120), every: .milliseconds(100)) {
                try rehearsal.fence(of: node).contains("process deadman")
                    && rehearsal.releases() == [Rehearsal.old] && rehearsal.pictures().first?.running.count == 1
            }
        }
    }
}
