import Processes
import Testing

@testable import Lab

/// How each fault shows from outside, and that nothing is wrong.
enum FaultSigns {
    /// How many blocks one node is behind another.
    static func lag(_ view: NodeView, behind other: NodeView) async -> Int {
        await (other.status()?.height ?? 0) - (view.status()?.height ?? 0)
    }

    /// Whether an operator's probe shows the fault.
    static func shows(_ fault: LabFault, _ view: NodeView, _ other: NodeView) async throws -> Bool {
        switch fault {
        case .crash: return try view.service() == nil
        case .crashLoop: return try await view.hasStopped(saying: "crashes now")
        case .hang, .slowStart:
            let answer = await view.get("/health")
            return try view.service() != nil && answer == nil
        case .noStart:
            try await view.start()
            return try await view.hasStopped(saying: "this node does not start")
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
        case .corruptStore: return try await view.hasStopped(saying: "blocks.jsonl:")
        case .restoredData: return try await view.hasStopped(saying: "this data folder is an old one")
        case .parityDrift:
            let said = await view.statistics()
            guard said?.mode == "shadow", said?.divergences ?? 0 > 0 else { return false }
            return try await view.logHas("PARITY DRIFT")
        case .fallback:
            let said = await view.statistics()
            guard said?.mode == "rust", said?.fallback_to_legacy ?? 0 > 0 else { return false }
            return try await view.logHas("Rust verification failed")
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
        case .clockSkew:
            // It answers, but an hour ago nothing of the others' blocks is known.
            let lag = await lag(view, behind: other)
            return await view.status() != nil && lag >= 4
        case .diskFull: return await view.get("/health")?.text.contains("blocks cannot be written") == true
        case .readOnlyDisk: return try await view.hasStopped(saying: "Read-only file system")
        case .sudoRefused: return try await view.sudo().errorText.contains("a password is required")
        case .memoryLeak: return await view.memory() ?? 0 > 96_000_000
        }
    }

    /// Whether the node does all that a node of this lab does.
    static func isWell(_ view: NodeView, _ other: NodeView) async throws -> Bool {
        guard let height = await view.status()?.height, await view.get("/health")?.status == 200,
            let hash = await view.hash(at: height - 2)
        else { return false }
        let isLegacy = await view.statistics()?.mode == "legacy"
        let isSame = await other.hash(at: height - 2) == hash
        let isNear = await abs(lag(view, behind: other)) <= 2
        let memory = await view.memory() ?? .infinity
        guard isLegacy, isSame, isNear, memory < 96_000_000 else { return false }
        guard try await view.login().status.isSuccess else { return false }
        guard view.node.kind == .systemd else { return true }
        return try await view.sudo().status.isSuccess
    }

    /// Puts every fault that these nodes can have on one of them, and takes it away again.
    static func expectEveryFault(_ lab: Lab, _ up: LabDescription) async throws {
        let other = try NodeView(lab, up, "val-01")
        for fault in LabFault.allCases where fault.obstacle(on: up.kind) == nil {
            // A validator that hears of blocks late makes branches: that is another fault than the one looked for.
            let view = try NodeView(lab, up, fault == .packetDelay ? "obs-01" : "val-02")
            try await LabRun.eventually("well before \(fault)") { try await isWell(view, other) }
            try await lab.inject(fault, on: view.node.name)
            #expect(try lab.faults(of: view.node.name) == [fault])
            try await LabRun.eventually("\(fault) shows") { try await shows(fault, view, other) }
            let healed = try await lab.heal()
            #expect(healed.map(\.node) == [view.node.name] && healed.map(\.fault) == [fault])
            try await LabRun.eventually("\(fault) is healed") { try await isWell(view, other) }
        }
        #expect(try await lab.heal().isEmpty)
    }
}
