import Files
import Processes
import ReleaseStamp
import Testing

@testable import Lab

@Suite("lab", .serialized)
struct LabTests {
    /// Blocks come fast, so that nothing is waited for longer than needed.
    private static func plan(_ nodes: Int, observers: Int = 0) -> LabPlan {
        LabPlan(nodes: nodes, observers: observers, blockTime: 250)
    }

    @Test("a lab comes up, makes one chain, is driven over SSH, and goes without a trace")
    func wholeLife() async throws {
        let project = try TemporaryDirectory(prefix: "lab-")
        let lab = try Lab(project: project.path)
        try await LabRun.with(lab) {
            let up = try await lab.up(Self.plan(3, observers: 1))
            #expect(up.nodes.map(\.name) == ["val-01", "val-02", "obs-01"])

            let first = try await lab.status()
            for node in first.nodes {
                #expect(node.server != nil && node.service != nil && node.isHealthy && node.version == "v3.17.0")
            }
            let heights = first.nodes.compactMap(\.height)
            try await LabRun.eventually("every node is two blocks on") {
                try await lab.status().nodes.allSatisfy { ($0.height ?? 0) >= (heights.max() ?? 0) + 2 }
            }
            try await LabRun.expectOneChain(up, at: 1...(heights.min() ?? 0))

            let node = try up.node("val-02")
            let status = try await LabRun.over(up, node, "\(node.serviceScript) status")
            #expect(status.status == .exited(0))
            #expect(status.outputText == "\(first.nodes[1].service ?? 0)\n")
            #expect(try await LabRun.over(up, node, "\(node.serviceScript) stop").status == .exited(0))
            #expect(try await LabRun.over(up, node, "\(node.serviceScript) status").status == .exited(3))
            #expect(try await LabRun.over(up, node, "\(node.serviceScript) start").status == .exited(0))
            let again = try await LabRun.over(up, node, "\(node.serviceScript) status")
            #expect(again.status == .exited(0) && again.outputText != status.outputText)
            try await LabRun.eventually("the restarted node is healthy") {
                try await lab.status().nodes[1].isHealthy
            }
        }
        #expect(try lab.processes.all().isEmpty)
        #expect(!File.exists(lab.layout.folder))
        #expect(try Directory.list(project.path) == ["inventories", "releases"])
        #expect(try Directory.list("\(project.path)/inventories").isEmpty)
        #expect(File.exists("\(lab.layout.release("v3.17.0"))/coinjectured"))
        #expect(try await lab.down().wasThere == false)
    }

    @Test("a node that was killed at any moment goes on from its height, on the same chain")
    func killedNode() async throws {
        let project = try TemporaryDirectory(prefix: "lab-")
        let lab = try Lab(project: project.path)
        try await LabRun.with(lab) {
            let up = try await lab.up(Self.plan(2))
            let node = up.nodes[0]
            for _ in 0..<3 {
                let before = try #require(try await lab.status().nodes[0].height)
                let pid = try #require(try await lab.status().nodes[0].service)
                #expect(ProcessIdentity(pid: pid)?.signal(9) == true)
                try await LabRun.eventually("the service is gone") { try await lab.status().nodes[0].service == nil }
                #expect(try await LabRun.over(up, node, "\(node.serviceScript) start").status == .exited(0))
                try await LabRun.eventually("the node is beyond its old height") {
                    try await lab.status().nodes[0].height ?? 0 > before
                }
            }
            try await LabRun.expectOneChain(up, at: 1...3)
        }
    }

    @Test("only one lab at a time; a second raising changes nothing")
    func onlyOne() async throws {
        let project = try TemporaryDirectory(prefix: "lab-")
        let lab = try Lab(project: project.path)
        try await LabRun.with(lab) {
            _ = try await lab.up(Self.plan(1))
            let error = await #expect(throws: LabError.self) { try await lab.up(Self.plan(1)) }
            #expect(error?.code == .alreadyUp)
            #expect(try await lab.status().nodes[0].isHealthy)
        }
    }

    @Test("down cleans up after a crash: no description, torn pid files, things started over SSH")
    func downAfterACrash() async throws {
        let project = try TemporaryDirectory(prefix: "lab-")
        let lab = try Lab(project: project.path)
        try await LabRun.with(lab) {
            let up = try await lab.up(Self.plan(2))
            let left = try await LabRun.over(up, up.nodes[0], "setsid sleep 300 >/dev/null 2>&1 & echo $!")
            let sleeper = try #require(Int32(left.outputText.split(separator: "\n")[0]))
            try File.remove(lab.layout.descriptionFile)
            try AtomicFile.write([], to: up.nodes[0].serverPidFile)
            try AtomicFile.write([UInt8(ascii: "1")], to: "\(up.nodes[1].runFolder)/pid")
            #expect(try lab.processes.all().count >= 5)
            let removal = try await lab.down()
            #expect(removal.wasThere && removal.processes >= 5)
            #expect(ProcessIdentity(pid: sleeper) == nil)
            #expect(try lab.processes.all().isEmpty)
            #expect(!File.exists(lab.layout.folder) && !File.exists(lab.layout.inventory))
        }
    }

    @Test("a raising that fails leaves nothing behind")
    func failedRaising() async throws {
        let project = try TemporaryDirectory(prefix: "lab-")
        let lab = try Lab(project: project.path)
        try await LabRun.with(lab) {
            _ = try await lab.makeRelease("v0.0.1", fault: .noStart)
            let error = await #expect(throws: LabError.self) {
                try await lab.up(LabPlan(nodes: 2, release: "v0.0.1", blockTime: 250))
            }
            #expect(error?.code == .programFailed)
            #expect(error?.message.contains("this build does not start") == true)
            #expect(!File.exists(lab.layout.folder) && !File.exists(lab.layout.inventory))
            #expect(try lab.processes.all().isEmpty)
        }
    }

    @Test("an inventory that somebody else wrote is neither replaced nor removed")
    func foreignInventory() async throws {
        let project = try TemporaryDirectory(prefix: "lab-")
        let lab = try Lab(project: project.path)
        try Directory.makeWithParents("\(project.path)/inventories/lab")
        try AtomicFile.write(Array("all: {}\n".utf8), to: lab.layout.inventory)
        let error = await #expect(throws: LabError.self) { try await lab.up(Self.plan(1)) }
        #expect(error?.code == .fileForeign)
        #expect(try File.read(lab.layout.inventory, limit: 100) == Array("all: {}\n".utf8))
        #expect(!File.exists(lab.layout.folder))
    }

    @Test("a dead server, a power cut and a new host key look over SSH as they do on real machines")
    func faults() async throws {
        let project = try TemporaryDirectory(prefix: "lab-")
        let lab = try Lab(project: project.path)
        try await LabRun.with(lab) {
            let up = try await lab.up(Self.plan(2))
            let node = up.nodes[0]
            try await lab.stopServer("val-01")
            let refused = try await LabRun.over(up, node, "true")
            #expect(refused.status == .exited(255) && refused.errorText.contains("Connection refused"))
            #expect(try await lab.status().nodes[0].service != nil)
            try await lab.startServer("val-01")
            #expect(try await LabRun.over(up, node, "true").status == .exited(0))

            try await lab.cutPower("val-01")
            let dark = try await lab.status().nodes
            #expect(dark[0].service == nil && dark[0].server == nil && dark[1].service != nil)
            try await lab.boot("val-01")
            try await LabRun.eventually("the booted node is healthy") { try await lab.status().nodes[0].isHealthy }

            try await lab.changeHostKey("val-01")
            let changed = try await LabRun.over(up, node, "true")
            #expect(changed.status == .exited(255) && changed.errorText.contains("IDENTIFICATION HAS CHANGED"))
            #expect(try await LabRun.over(up, up.nodes[1], "true").status == .exited(0))
            let error = await #expect(throws: LabError.self) { try await lab.stopServer("val-09") }
            #expect(error?.code == .nodeUnknown)
        }
    }

    @Test("plans that cannot be raised are refused before anything is made")
    func plans() async throws {
        let project = try TemporaryDirectory(prefix: "lab-")
        let lab = try Lab(project: project.path)
        for plan in [Self.plan(0), Self.plan(201), Self.plan(2, observers: 2), LabPlan(nodes: 1, blockTime: 1)] {
            let error = await #expect(throws: LabError.self) { try await lab.up(plan) }
            #expect(error?.code == .planInvalid)
        }
        #expect(try Directory.list(project.path).isEmpty)
    }
}
