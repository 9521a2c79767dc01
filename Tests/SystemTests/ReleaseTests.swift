import Files
import Lab
import Processes
import Testing

/// Who may release what, through the built program and a real fleet.
@Suite("signed releases", .serialized, .enabled(if: Needs.sshd, Needs.sshdReason))
struct ReleaseTests {
    /// Makes a build of the reference node, and a release with a manifest of it.
    private func make(_ name: String, sequence: Int, _ rehearsal: Rehearsal) async throws {
        if !File.exists("\(rehearsal.folder)/releases/\(name)") { _ = try await rehearsal.lab.makeRelease(name) }
        try Directory.makeWithParents("\(rehearsal.folder)/built")
        try File.rename("\(rehearsal.folder)/releases/\(name)", to: "\(rehearsal.folder)/built/\(name)")
        try await rehearsal.program.expect(
            0, ["release", "init", name, "built/\(name)/coinjectured", "--sequence", "\(sequence)", "--expires", "90d"])
    }

    private func demand(_ names: [String], _ rehearsal: Rehearsal) async throws {
        var lines = ""
        for name in names {
            let made = try await ProcessRunner.run(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "\(rehearsal.folder)/\(name)"],
                deadline: .seconds(30))
            try #require(made.status.isSuccess, "\(made.errorText)")
            let text = String(decoding: try File.read("\(rehearsal.folder)/\(name).pub", limit: 4096), as: UTF8.self)
            lines += "\(name) \(text.split(separator: " ").prefix(2).joined(separator: " "))\n"
        }
        try AtomicFile.write(Array(lines.utf8), to: "\(rehearsal.folder)/allowed_signers")
        let settings = try File.read("\(rehearsal.folder)/cjctl.yaml", limit: 1 << 20)
        let added = "\nsignatures: {allowed_signers: allowed_signers, threshold: \(names.count)}\n"
        try AtomicFile.write(settings + Array(added.utf8), to: "\(rehearsal.folder)/cjctl.yaml")
    }

    @Test("only what enough people have signed goes out, nothing older after it, and what is in use is never pruned")
    func whole() async throws {
        try await Rehearsal.with(nodes: 2) { rehearsal in
            let program = rehearsal.program
            try await demand(["alice", "bob"], rehearsal)
            let canary = rehearsal.rollout("--phase", "canary")
            try await rehearsal.expectRefusal(canary, saying: ["has no manifest", "release.yaml"])
            try await make(Rehearsal.new, sequence: 7, rehearsal)
            try await rehearsal.expectRefusal(canary, saying: ["is not signed by 2 allowed signers", "nobody"])
            try await program.expect(0, ["release", "sign", Rehearsal.new, "--key", "alice"])
            try await rehearsal.expectRefusal(canary, saying: ["signed by alice"])
            try await program.expect(0, ["release", "sign", Rehearsal.new, "--key", "bob"])
            try await program.expect(0, rehearsal.rollout("--through", "full"))

            try await make("v4.0.1", sequence: 6, rehearsal)
            for name in ["alice", "bob"] { try await program.expect(0, ["release", "sign", "v4.0.1", "--key", name]) }
            try await rehearsal.expectRefusal(
                rehearsal.rollout("--phase", "canary", release: "v4.0.1"),
                saying: ["older than what the fleet has had", "sequence  6", "v4.0.0 with sequence 7"])

            let list = try await program.expect(0, ["release", "list"])
            #expect(list.text.contains("installed on 2 nodes") && list.text.contains("alice, bob"), "\(list)")
            try await program.expect(0, ["release", "show", Rehearsal.new])
            try await program.expect(0, ["release", "archive", Rehearsal.new])
            #expect(File.exists("\(rehearsal.folder)/releases/\(Rehearsal.new).tar"))
            try await make("v5.0.0", sequence: 8, rehearsal)
            let wouldRemove = try await program.expect(0, ["release", "prune", "--keep", "1"])
            #expect(wouldRemove.text.contains("would remove v4.0.1") && !wouldRemove.text.contains("remove v4.0.0"))
            #expect(File.exists("\(rehearsal.folder)/releases/v4.0.1"))
            try await program.expect(0, ["release", "prune", "--keep", "1", "--yes"])
            #expect(!File.exists("\(rehearsal.folder)/releases/v4.0.1"))
            #expect(File.exists("\(rehearsal.folder)/releases/\(Rehearsal.new)"))
        }
    }
}
