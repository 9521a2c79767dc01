import Files
import Lab
import Testing

/// `cjctl inventory check` in a project whose ledger knows of hosts.
@Suite("inventory check, of what the ledger knows", .enabled(if: Needs.sshd, Needs.sshdReason))
struct WayBackCheckTests {
    @Test("a host that already had the release when the ledger first heard of it has no previous one")
    func alreadyThere() async throws {
        try await Rehearsal.with(nodes: 2) { rehearsal in
            let check = ["inventory", "check"]
            func warnings() async throws -> [Substring] {
                let said = try await rehearsal.program.expect(0, check)
                return said.text.split(separator: "\n").filter { $0.contains("has no previous release") }
            }
            #expect(try await warnings().isEmpty, "without a run nothing is known")
            try await rehearsal.program.expect(0, rehearsal.rollout("--phase", "canary"))
            #expect(try await warnings().isEmpty)
            for file in try Directory.list("\(rehearsal.folder)/.cjctl") where file.hasPrefix("ledger.db") {
                try File.remove("\(rehearsal.folder)/.cjctl/\(file)")
            }
            // Nor do the hosts know any more who was at work on them.
            for node in rehearsal.nodes { try File.remove("\(node.stateFolder)/fence") }
            try await rehearsal.program.expect(0, rehearsal.rollout("--through", "full"))
            let found = try await warnings()
            #expect(found.count == 1 && found.first?.contains("'val-01' has no previous release") == true, "\(found)")
            #expect(found.first?.contains("hosts.yml:") == true, "\(found)")
        }
    }
}
