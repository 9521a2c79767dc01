import Files
import Lab
import Testing

/// The whole way on machines with systemd, by the project that the lab writes for them.
@Suite(
    "rollouts on machines with systemd", .serialized,
    .enabled(if: Lab.obstacleToMachines == nil, "labs of kind systemd need root, systemd-nspawn and mmdebstrap"))
struct MachineRolloutTests {
    @Test("from canary to full by systemd's units, and everything back in an emergency")
    func whole() async throws {
        let project = try TemporaryDirectory(prefix: "system")
        let lab = try Lab(project: project.path)
        do {
            let raised = try await lab.up(LabPlan(kind: .systemd, nodes: 3, release: Rehearsal.old, blockTime: 200))
            _ = try await lab.makeRelease(Rehearsal.new)
            let program = BuiltProgram(folder: lab.layout.folder)
            let rollout = ["rollout", "--release", Rehearsal.new] + Rehearsal.waiver
            try await program.expect(0, rollout + ["--phase", "canary"])
            try await expectVersions([Rehearsal.new, Rehearsal.old, Rehearsal.old], of: lab)
            try await program.expect(0, rollout + ["--through", "full"])
            try await expectVersions([Rehearsal.new, Rehearsal.new, Rehearsal.new], of: lab)
            try await program.expect(0, ["verify-version"])
            for node in raised.nodes {
                // What systemd says of it on the node itself, by the journal.
                let log = try await lab.log(of: node.name, lines: 2000)
                #expect(log.contains { $0.contains("Node stopped") })
            }
            try await program.expect(0, ["rollback", "--emergency", "--network-id", lab.layout.network.id])
            try await expectVersions([Rehearsal.old, Rehearsal.old, Rehearsal.old], of: lab)
        } catch {
            _ = try? await lab.down()
            throw error
        }
        _ = try await lab.down()
    }

    private func expectVersions(_ versions: [String], of lab: Lab) async throws {
        #expect(try await lab.status().nodes.map(\.version) == versions)
    }
}
