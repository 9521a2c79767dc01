import Files
import Processes
import ReleaseStamp
import Testing

@testable import Lab

@Suite("service script", .serialized)
struct ServiceScriptTests {
    private typealias Action = @Sendable (String) async throws -> ProcessResult

    /// One node of a lab whose service is driven directly, without SSH in between.
    private static func withNode(
        _ body: (Lab, LabNode, @escaping Action) async throws -> Void
    ) async throws {
        let project = try TemporaryDirectory(prefix: "service-")
        let lab = try Lab(project: project.path)
        try await LabRun.with(lab) {
            let node = try await lab.up(LabPlan(nodes: 1, blockTime: 250)).nodes[0]
            try await body(lab, node) { action in
                try await ProcessRunner.run(["sh", node.serviceScript, action], deadline: .seconds(60))
            }
        }
    }

    /// A program of ours that sleeps, for process ids that belong to somebody else.
    private static func bystander(_ log: String) throws -> ProcessIdentity {
        let pid = try ProcessRunner.spawnDetached(["sleep", "300"], outputPath: log)
        return try #require(ProcessIdentity(pid: pid))
    }

    @Test("a process id in the pid file that went to somebody else is neither reported nor killed")
    func recycledProcessID() async throws {
        try await Self.withNode { lab, node, service in
            let bystander = try Self.bystander("\(node.runFolder)/sleep.log")
            defer { _ = bystander.signal(9) }
            #expect(try await service("stop").status == .exited(0))
            try AtomicFile.write(Array("\(bystander.pid)\n".utf8), to: "\(node.runFolder)/pid")
            #expect(try await service("status").status == .exited(3))
            #expect(try await service("stop").status == .exited(0))
            #expect(bystander.isRunning)
        }
    }

    @Test(
        "a lost or torn pid file hides nothing: status and stop find the process",
        arguments: [nil, "", "1", "99999999"])
    func lostPidFile(content: String?) async throws {
        try await Self.withNode { lab, node, service in
            let pid = try await service("status").outputText
            try File.remove("\(node.runFolder)/pid")
            if let content { try AtomicFile.write(Array(content.utf8), to: "\(node.runFolder)/pid") }
            #expect(try await service("status").outputText == pid)
            #expect(try await service("start").outputText == pid)
            #expect(try await service("stop").status == .exited(0))
            #expect(try await service("status").status == .exited(3))
        }
    }

    @Test("starting twice starts once, and two starts at the same time too")
    func startTwice() async throws {
        try await Self.withNode { lab, node, service in
            _ = try await service("stop")
            async let one = service("start").outputText
            async let other = service("start").outputText
            let answers = try await [one, other]
            #expect(answers[0] == answers[1] && !answers[0].isEmpty)
            let running = try lab.processes.all().filter { $0.kind == .coinjectured }
            #expect(running.count == 1)
        }
    }

    @Test("stop returns when the process is gone, and ends one that does not listen to SIGTERM")
    func stubbornProcess() async throws {
        try await Self.withNode { lab, node, service in
            let pid = try #require(try await lab.status().nodes[0].service)
            let identity = try #require(ProcessIdentity(pid: pid))
            // Stopped by SIGSTOP, it cannot act on SIGTERM.
            #expect(identity.signal(19))
            #expect(try await service("stop").status == .exited(0))
            #expect(!identity.isRunning)
            #expect(!File.exists("\(node.runFolder)/pid"))
        }
    }

    @Test("a build that does not start makes start fail, with what it said")
    func noStart() async throws {
        try await Self.withNode { lab, node, service in
            _ = try await service("stop")
            let release = try await lab.makeRelease("v4.0.0", fault: .noStart)
            try LabFiles.makeFolder("\(node.installRoot)/store/\(release.digest)")
            try FileCopy.copy(
                "\(release.folder)/coinjectured", to: "\(node.installRoot)/store/\(release.digest)/coinjectured",
                mode: 0o555)
            try LabFiles.link("\(node.installRoot)/releases/v4.0.0", to: "../store/\(release.digest)")
            try File.remove("\(node.installRoot)/current")
            try LabFiles.link("\(node.installRoot)/current", to: "releases/v4.0.0")
            let result = try await service("start")
            #expect(result.status == .exited(1))
            #expect(result.errorText.contains("status 1") && result.errorText.contains("no-start"))
            #expect(try await service("status").status == .exited(3))
        }
    }

    @Test("variables in the environment file reach the service, and set its mode")
    func environment() async throws {
        try await Self.withNode { lab, node, service in
            let program = "\(node.installRoot)/current/coinjectured"
            func said(_ what: String) async throws -> ProcessResult {
                try await ProcessRunner.run([program, what, "--url", node.apiURL], deadline: .seconds(10))
            }
            #expect(try await said("status").outputText.contains("mode legacy"))
            try AtomicFile.write(Array("CODEC_MODE=refactored_primary\n".utf8), to: node.environmentFile)
            #expect(try await service("restart").status == .exited(0))
            try await LabRun.eventually("it answers") { try await said("status").outputText.contains("mode rust") }
            let report = try await said("parity-report")
            #expect(report.status == .exited(0) && report.outputText.hasPrefix("clean  mode rust"))
        }
    }

    @Test("an unknown action is a usage error and does nothing")
    func usage() async throws {
        try await Self.withNode { lab, node, service in
            let unknown = try await service("reload")
            let status = try await service("status")
            #expect(unknown.status == .exited(2) && status.status == .exited(0))
        }
    }
}
