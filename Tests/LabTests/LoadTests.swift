import Files
import Glibc
import Processes
import Testing

@testable import Lab

/// Transactions at a rate, on a real fleet.
@Suite("load", .serialized)
struct LoadTests {
    private static var isLong: Bool { unsafe getenv("CJCTL_TEST_LONG") != nil }

    @Test("three validators take a hundred transactions a second into blocks, and keep every one through kill -9")
    func sustained() async throws {
        let project = try TemporaryDirectory(prefix: "load-")
        let lab = try Lab(project: project.path)
        try await LabRun.with(lab) {
            let up = try await lab.up(LabPlan(nodes: 3, blockTime: 500))
            let program = "\(up.nodes[0].installRoot)/current/coinjectured"
            let duration = Self.isLong ? "60s" : "5s"
            let nodes = up.nodes.flatMap { ["--node", $0.apiURL] }
            // More than is asked for, so that a machine busy with other things does not decide.
            let load = try await ProcessRunner.run(
                [program, "load"] + nodes + ["--duration", duration, "--txrate", "130", "--accounts", "200"],
                deadline: .seconds(240))
            #expect(load.status == .exited(0), "\(load.outputText)\(load.errorText)")
            let rate = load.outputText.split(separator: "\n").first { $0.hasPrefix("rate") }
            let reached = rate.flatMap { Int($0.split(separator: " ")[1]) } ?? 0
            #expect(reached > 100, "\(load.outputText)")

            let view = try NodeView(lab, up, "val-02")
            let other = try NodeView(lab, up, "val-01")
            let before = try #require(await view.accounts())
            #expect(before > 190)
            try await lab.inject(.crash, on: "val-02")
            _ = try await lab.heal(["val-02"])
            try await LabRun.eventually("the killed node has the same accounts") {
                let (one, two) = (await view.accounts(), await other.accounts())
                return one == before && two == before
            }
        }
    }
}
