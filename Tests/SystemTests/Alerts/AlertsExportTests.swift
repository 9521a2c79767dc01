import Files
import Processes
import Testing

@Suite("cjctl alerts export")
struct AlertsExportTests {
    private static let root = (0..<4).reduce(#filePath) { path, _ in FilePath.parent(of: path) }
    private static let promtool = FilePath.join(root, ".build/prometheus/usr/bin/promtool")
    private static let skipReason = "SKIPPED, NOT PASSED: promtool is not here: script/prometheus fetches it"
    private static let names = [
        "NoBlocksProduced", "NoHeightKnown", "ConsensusTimeout", "CriticalErrors", "ParityDriftDetected",
        "HighFallbackRate", "StateViolation", "PinQuorumFailure", "HighErrorRate",
    ]

    @Test("prints every alert once, with how severe it is, what it means and what to do")
    func all() async throws {
        let directory = try TemporaryDirectory(prefix: "alerts")
        let said = try await BuiltProgram(folder: directory.path).expect(0, ["alerts", "export"])
        let lines = said.result.outputText.split(separator: "\n").map { $0.drop { $0 == " " } }
        #expect(lines.filter { $0.hasPrefix("- alert: ") }.map { String($0.dropFirst(9)) } == Self.names)
        for part in ["severity:", "summary:", "description:", "action:", "for:"] {
            #expect(lines.count { $0.hasPrefix(part) } == Self.names.count, "\(part)")
        }
    }

    @Test(
        "promtool accepts the rules, and each fires for what it is meant for and is silent otherwise",
        .enabled(if: File.exists(AlertsExportTests.promtool), "\(AlertsExportTests.skipReason)"))
    func accepted() async throws {
        let directory = try TemporaryDirectory(prefix: "alerts")
        let said = try await BuiltProgram(folder: directory.path).expect(0, ["alerts", "export"])
        try AtomicFile.write(said.result.output, to: directory.file("rules.yml"))
        let tests = try File.read(FilePath.join(Self.root, "Tests/Fixtures/Alerts/tests.yml"), limit: 1 << 20)
        try AtomicFile.write(tests, to: directory.file("tests.yml"))
        for name in Self.names { #expect(String(decoding: tests, as: UTF8.self).contains("alertname: \(name)")) }
        for words in [["check", "rules", "rules.yml"], ["test", "rules", "tests.yml"]] {
            let result = try await ProcessRunner.run(
                [Self.promtool] + words, workingDirectory: directory.path, deadline: .seconds(120))
            #expect(result.status == .exited(0), "\(words): \(result.outputText)\(result.errorText)")
        }
    }
}
