import Files
import Processes
import Testing

@testable import Lab

@Suite("faults on request", .serialized)
struct FaultTests {
    /// How many blocks one node is behind another.
    private static func lag(_ view: NodeView, behind other: NodeView) async -> Int {
        await (other.status()?.height ?? 0) - (view.status()?.height ?? 0)
    }

    /// Whether an operator's probe shows the fault.
    private static func shows(_ fault: LabFault, _ view: NodeView, _ other: NodeView) async throws -> Bool {
        switch fault {
        case .crash: return try view.service() == nil
        case .crashLoop: return try view.service() == nil && view.logHas("crashes now")
        case .hang, .slowStart:
            let answer = await view.get("/health")
            return try view.service() != nil && answer == nil
        case .noStart:
            let start = try await view.script("start")
            return start.status == .exited(1) && start.errorText.contains("does not start")
        case .powerCut, .serverDown: return try await view.login().errorText.contains("Connection refused")
        case .serverHang:
            let login = try await view.login()
            return login.status == .exited(255) && login.errorText.contains("timed out")
        case .hostKey: return try await view.login().errorText.contains("IDENTIFICATION HAS CHANGED")
        case .partition: return await view.status()?.peers.connected == 0
        case .packetDelay: return await lag(view, behind: other) >= 2
        case .stuckHeight: return await lag(view, behind: other) >= 4
        case .fork:
            guard let height = await view.status()?.height, let hash = await other.hash(at: height) else {
                return false
            }
            return await view.hash(at: height) != hash
        case .corruptStore: return try view.service() == nil && view.logHas("blocks.jsonl:")
        case .restoredData: return try view.service() == nil && view.logHas("this data folder is an old one")
        case .parityDrift:
            let said = await view.statistics()
            return try said?.mode == "shadow" && said?.divergences ?? 0 > 0 && view.logHas("PARITY DRIFT")
        case .fallback:
            let said = await view.statistics()
            return try said?.mode == "rust" && said?.fallback_to_legacy ?? 0 > 0
                && view.logHas("Rust verification failed")
        case .coreErrors:
            let said = await view.statistics()
            let lag = await lag(view, behind: other)
            return said?.mode == "final" && said?.rust_errors ?? 0 > 0 && lag >= 3
        case .errorRate:
            var failed = 0
            for _ in 0..<40 { failed += await view.get("/v1/blocks/latest")?.status == 500 ? 1 : 0 }
            return (8...12).contains(failed)
        case .latency:
            let began = ContinuousClock.now
            let answer = await view.get("/v1/blocks/latest")
            return answer != nil && ContinuousClock.now - began >= .milliseconds(300)
        case .memoryLeak: return await view.memory() ?? 0 > 96_000_000
        }
    }

    /// Whether the node does all that a node of this lab does.
    private static func isWell(_ view: NodeView, _ other: NodeView) async throws -> Bool {
        guard let height = await view.status()?.height, await view.get("/health")?.status == 200,
            let hash = await view.hash(at: height - 2)
        else { return false }
        let isLegacy = await view.statistics()?.mode == "legacy"
        let isSame = await other.hash(at: height - 2) == hash
        let isNear = await abs(lag(view, behind: other)) <= 2
        let memory = await view.memory() ?? .infinity
        guard isLegacy, isSame, isNear, memory < 96_000_000 else { return false }
        return try await view.login().status.isSuccess
    }

    @Test("every fault is seen by the probe that an operator would use, and heals")
    func everyFault() async throws {
        let project = try TemporaryDirectory(prefix: "faults-")
        let lab = try Lab(project: project.path)
        try await LabRun.with(lab) {
            let up = try await lab.up(LabPlan(nodes: 4, observers: 1, blockTime: 250))
            let other = try NodeView(lab, up, "val-01")
            for fault in LabFault.allCases {
                // A validator that hears of blocks late makes branches: that is another fault than the one looked for.
                let view = try NodeView(lab, up, fault == .packetDelay ? "obs-01" : "val-02")
                try await LabRun.eventually("well before \(fault)") { try await Self.isWell(view, other) }
                try await lab.inject(fault, on: view.node.name)
                #expect(try lab.faults(of: view.node.name) == [fault])
                try await LabRun.eventually("\(fault) shows") { try await Self.shows(fault, view, other) }
                let healed = try await lab.heal()
                #expect(healed.map(\.node) == [view.node.name] && healed.map(\.fault) == [fault])
                try await LabRun.eventually("\(fault) is healed") { try await Self.isWell(view, other) }
            }
            #expect(try await lab.heal().isEmpty)
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
            try await LabRun.eventually("well again") { try await Self.isWell(view, other) }
            await #expect(throws: LabError.self) { try await lab.heal(["val-09"]) }
        }
    }
}
