import Glibc
import Lab
import Testing

/// A controller that dies while configurations are under way.
@Suite("a controller killed while configurations travel", .serialized, .enabled(if: Needs.sshd, Needs.sshdReason))
struct ConfigurationKillTests {
    @Test("resume ends with the configuration that was planned, with its secret, whatever was under way")
    func killed() async throws {
        try await Rehearsal.with(nodes: 2) { rehearsal in
            try ConfigurationTests.configure(
                rehearsal, adding: "# ${secret.token}\n", secrets: "  secrets: {token: \"command:printf s3cret\"}\n")
            let before = try rehearsal.nodes.map(ConfigurationTests.text)
            let words = rehearsal.rollout("--through", "full")
            let records = try await Undisturbed(of: words, in: rehearsal).records
            try await rehearsal.program.expect(0, ConfigurationTests.back)
            #expect(try rehearsal.nodes.map(ConfigurationTests.text) == before)
            let count = Needs.isLong ? records : min(records, 6)
            for round in 0..<count {
                try rehearsal.forget()
                let start = try rehearsal.ledger.last()
                let running = try await rehearsal.program.begin(words)
                let record = start + 1 + round * (records - 1) / max(1, count - 1)
                try await eventually("record \(record)", every: .milliseconds(1)) {
                    try rehearsal.ledger.last() >= record || !running.isRunning
                }
                running.signal(SIGKILL)
                _ = try await running.ended()
                try await rehearsal.program.expect(0, ["resume"])
                if try rehearsal.releases() != [Rehearsal.new, Rehearsal.new] {
                    try await rehearsal.program.expect(0, words)
                }
                for node in rehearsal.nodes {
                    #expect(try ConfigurationTests.text(node).hasSuffix("# s3cret\n"), "killed at \(record)")
                }
                try await rehearsal.program.expect(0, ConfigurationTests.back)
                #expect(try rehearsal.nodes.map(ConfigurationTests.text) == before, "killed at \(record)")
            }
        }
    }
}
