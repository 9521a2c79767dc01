import Files
import Lab
import ReleaseStamp
import Testing

/// Releases and hosts that fail, and what becomes of the others.
@Suite("failures", .serialized, .enabled(if: Needs.sshd, Needs.sshdReason))
struct FailureTests {
    @Test("a bad canary takes everything back by itself: exit 3, and every node runs the old release")
    func badCanary() async throws {
        let playbook = Playbook(phases: "canary 1% 3s 1, full 100% 200ms 1", healthy: "4s")
        try await Rehearsal.with(nodes: 2, playbook: playbook) { rehearsal in
            let bystander = try UntouchedNode(rehearsal.nodes[1])
            let faults: [BuildFault] = [.unhealthy, .noStart, .wrongVersion, .crashAfter(seconds: 1)]
            for (number, fault) in faults.enumerated() {
                let release = "v4.0.\(number + 1)"
                _ = try await rehearsal.lab.makeRelease(release, fault: fault)
                let said = try await rehearsal.program.expect(
                    3, rehearsal.rollout("--through", "full", release: release))
                #expect(said.text.contains("rolled back"), "\(fault): \(said)")
                #expect(try rehearsal.releases() == [Rehearsal.old, Rehearsal.old], "\(fault)")
                #expect(try rehearsal.pictures().map(\.running.count) == [1, 1], "\(fault)")
                #expect(try UntouchedNode(rehearsal.nodes[1]) == bystander, "\(fault)")
                try await rehearsal.program.expect(0, ["verify-version"])
            }
        }
    }

    @Test("a host that fails in a later phase goes back alone, and the rollout holds")
    func badHost() async throws {
        let playbook = Playbook(phases: "canary 1% 200ms 1, most 60% 200ms 1, full 100% 200ms 1")
        try await Rehearsal.with(nodes: 3, playbook: playbook) { rehearsal in
            let script = rehearsal.nodes[1].serviceScript
            let good = String(decoding: try File.read(script, limit: 1 << 20), as: UTF8.self)
            let refusal = """
                if [ "${1:-}" = start ] && [ "$(readlink "$root/current")" = releases/v4.0.0 ]; then
                    echo 'this node cannot run it' >&2
                    exit 1
                fi

                """
            let bad = good.replacing("largest_log=", with: refusal + "largest_log=", maxReplacements: 1)
            try AtomicFile.write(Array(bad.utf8), to: script, mode: 0o755)
            let said = try await rehearsal.program.expect(4, rehearsal.rollout("--through", "full"))
            #expect(said.text.contains("val-02") && said.text.contains("this node cannot run it"), "\(said)")
            #expect(try rehearsal.releases() == [Rehearsal.new, Rehearsal.old, Rehearsal.old])
            #expect(try rehearsal.pictures().map(\.running.count) == [1, 1, 1])
            let status = try await rehearsal.program.expect(0, ["status"])
            #expect(status.text.contains("held (val-02 failed"), "\(status)")
            try await rehearsal.program.expect(0, ["verify-version"])
            try await rehearsal.expectRefusal(["rollout", "--phase", "most"], saying: ["held", "cjctl resume"])
        }
    }

    @Test("a host that dies in the middle of its change needs a person; once it is back, resume completes")
    func deadHost() async throws {
        try await Rehearsal.with(nodes: 2, playbook: Playbook(healthy: "4s")) { rehearsal in
            let controller = try await rehearsal.program.begin(rehearsal.rollout("--through", "full"))
            try await eventually("val-02 is told to stop") {
                rehearsal.ledger.has("step.intended", #""val-02""#, #""stop""#, after: 0)
            }
            // Who holds the host's lock keeps its next step from beginning, so that the host dies in the middle.
            var lock: FileLock?
            try await eventually("the host's lock is free") {
                lock = try FileLock.acquireIfFree("\(rehearsal.nodes[1].stateFolder)/lock")
                return lock != nil
            }
            try await rehearsal.lab.cutPower("val-02")
            lock = nil
            let said = try await controller.ended()
            #expect(said.code == 4, "\(said)")
            let status = try await rehearsal.program.expect(0, ["status"])
            #expect(status.text.contains("held (val-02 failed") && status.text.contains("needs-operator"), "\(status)")
            #expect(FilePath.name(of: try NodePicture(rehearsal.nodes[0]).current) == Rehearsal.new)
            try await rehearsal.lab.boot("val-02")
            try await rehearsal.program.expect(0, ["resume"])
            try await rehearsal.program.expect(0, ["verify-version", "--expected", Rehearsal.new])
        }
    }

    @Test("verify-version tells a link that was moved by hand, and a process that runs another file")
    func verifyVersion() async throws {
        try await Rehearsal.with(nodes: 2) { rehearsal in
            try await rehearsal.program.expect(0, rehearsal.rollout("--through", "full"))
            try await rehearsal.program.expect(0, ["verify-version"])
            let link = "\(rehearsal.nodes[1].installRoot)/current"
            try File.remove(link)
            try File.makeSymbolicLink(link, to: "releases/\(Rehearsal.old)")
            let moved = try await rehearsal.program.expect(1, ["verify-version"])
            #expect(moved.text.contains("installed is not v4.0.0"), "\(moved)")

            try await rehearsal.lab.cutPower("val-02")
            try await rehearsal.lab.boot("val-02")
            try File.remove(link)
            try File.makeSymbolicLink(link, to: "releases/\(Rehearsal.new)")
            let other = try await rehearsal.program.expect(1, ["verify-version"])
            #expect(other.text.contains("runs another file than installed"), "\(other)")
            #expect(other.text.contains("says v3.17.0"), "\(other)")
        }
    }
}
