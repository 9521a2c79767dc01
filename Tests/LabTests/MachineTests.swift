import Files
import Glibc
import Processes
import Testing

@testable import Lab

@Suite(
    "labs of machines", .serialized,
    .enabled(if: Lab.obstacleToMachines == nil, "labs of kind systemd need root, systemd-nspawn and mmdebstrap"))
struct MachineTests {
    @Test("systemctl, journalctl and sudo do on a machine what they do on a server, and nothing stays behind")
    func wholeLife() async throws {
        let project = try TemporaryDirectory(prefix: "machines-")
        let lab = try Lab(project: project.path)
        try await LabRun.with(lab) {
            let up = try await lab.up(LabPlan(kind: .systemd, nodes: 2, blockTime: 250))
            let node = up.nodes[1]
            let pid = try #require(try await lab.status().nodes[1].service)

            func person(_ command: String) async throws -> String {
                let words = up.ssh(to: node).dropLast() + ["\(TreeRecipe.person)@\(node.address)", command]
                return try await ProcessRunner.run(Array(words), deadline: .seconds(60)).outputText
            }
            #expect(try await person("hostname") == "val-02\n")
            #expect(try await person("systemctl is-system-running") == "running\n")
            #expect(try await person("sudo -n id -un") == "root\n")
            #expect(try await person("systemctl is-active coinjectured") == "active\n")
            #expect(try await person("ps -o user= -C coinjectured").hasPrefix("coinjec"))
            #expect(try await person("journalctl -u coinjectured -o cat").contains("Node started"))
            #expect(try await person("getent hosts val-01").contains(up.nodes[0].address))
            _ = try await person("sudo systemctl restart coinjectured")
            try await LabRun.eventually("another process serves") {
                let now = try await lab.status().nodes[1]
                return now.isHealthy && now.service != nil && now.service != pid
            }
            #expect(try await lab.log(of: "val-02", lines: 500).contains { $0.contains("Node stopped") })

            // What was there before a power cut is there after it.
            let height = try #require(try await lab.status().nodes[1].height)
            try await lab.cutPower("val-02")
            #expect(try lab.processes.all(of: "val-02").isEmpty)
            try await lab.boot("val-02")
            try await LabRun.eventually("the machine is back on its height") {
                try await lab.status().nodes[1].height ?? 0 >= height
            }
            #expect(try await person("journalctl -u coinjectured -o cat | grep -c 'Node started'") == "3\n")
        }
        try expectNothingLeft(lab)
        #expect(try Directory.list(project.path) == ["inventories", "releases"])
    }

    @Test("a lab of machines whose raising was killed goes without a trace")
    func crashedLab() async throws {
        let project = try TemporaryDirectory(prefix: "machines-")
        let lab = try Lab(project: project.path)
        try await LabRun.with(lab) {
            _ = try await lab.up(LabPlan(kind: .systemd, nodes: 2, blockTime: 250))
            // The ones that hold the machines die alone, and no file says any more what there was.
            for process in try lab.processes.all() where process.kind == .machine {
                _ = process.identity.signal(SIGKILL)
            }
            try LabFiles.remove(lab.layout.descriptionFile)
            #expect(try lab.processes.all().contains { $0.kind == .machineInit })
            #expect(try await lab.down().processes >= 2)
        }
        try expectNothingLeft(lab)
    }

    @Test("every fault of a machine is seen by the probe that an operator would use, and heals")
    func everyFault() async throws {
        let project = try TemporaryDirectory(prefix: "machines-")
        let lab = try Lab(project: project.path)
        try await LabRun.with(lab) {
            let up = try await lab.up(LabPlan(kind: .systemd, nodes: 4, observers: 1, blockTime: 250))
            try await FaultSigns.expectEveryFault(lab, up)
        }
        try expectNothingLeft(lab)
    }

    private func expectNothingLeft(_ lab: Lab) throws {
        #expect(try lab.processes.all().isEmpty)
        #expect(!File.exists(lab.layout.folder))
        let mounts = try String(decoding: File.read("/proc/self/mountinfo", limit: 1 << 20), as: UTF8.self)
        #expect(!mounts.contains(lab.layout.folder))
        let name = ControlGroups(layout: lab.layout).name
        for hierarchy in ["/sys/fs/cgroup/systemd", "/sys/fs/cgroup/unified", "/sys/fs/cgroup"] {
            #expect(!File.exists("\(hierarchy)/\(name)"))
        }
    }
}
