import Files
import Processes
import Testing

@testable import Lab

@Suite("faults on request", .serialized)
struct FaultTests {
    @Test("every fault is seen by the probe that an operator would use, and heals")
    func everyFault() async throws {
        let project = try TemporaryDirectory(prefix: "faults-")
        let lab = try Lab(project: project.path)
        try await LabRun.with(lab) {
            let up = try await lab.up(LabPlan(nodes: 4, observers: 1, blockTime: 250))
            try await FaultSigns.expectEveryFault(lab, up)
        }
    }

    @Test("faults add up on a node and heal in the opposite order; the same one twice is refused")
    func several() async throws {
        let project = try TemporaryDirectory(prefix: "faults-")
        let lab = try Lab(project: project.path)
        try await LabRun.with(lab) {
            let up = try await lab.up(LabPlan(nodes: 3, blockTime: 250))
            let view = try NodeView(lab, up, "val-02")
            let other = try NodeView(lab, up, "val-01")
            for fault in [LabFault.errorRate, .crash, .powerCut] { try await lab.inject(fault, on: "val-02") }
            let error = await #expect(throws: LabError.self) { try await lab.inject(.crash, on: "val-02") }
            #expect(error?.code == .faultPresent)
            #expect(try await lab.heal(["val-02"]).map(\.fault) == [.powerCut, .crash, .errorRate])
            try await LabRun.eventually("well again") { try await FaultSigns.isWell(view, other) }
            await #expect(throws: LabError.self) { try await lab.heal(["val-09"]) }

            // What a person ended by hand is no fault on record, and comes back all the same.
            try await lab.stopServer("val-03")
            #expect(try await lab.status().nodes[2].server == nil)
            #expect(try await lab.heal().map(\.node) == ["val-03"])
            #expect(try await lab.status().nodes[2].server != nil)
            #expect(try await lab.heal().isEmpty)
        }
    }
}
