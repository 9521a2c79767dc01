import FleetModel
import Processes
import Testing

@testable import HostSteps

@Suite("What would fail on a host")
struct DiagnosisTests {
    private static let nonce = "0123456789abcdef"

    @Test("nothing, on a host that has all it needs")
    func healthy() throws { #expect(try diagnosis(["sudo yes"]).ailments.isEmpty) }

    @Test("each trouble by its weight, in words", arguments: Case.all)
    func trouble(_ example: Case) throws {
        var diagnosis = try diagnosis(example.lines)
        example.change(&diagnosis)
        let found = diagnosis.ailments
        #expect(found.count == 1 && found.first?.severity == example.severity, "\(found)")
        #expect(found.first?.what.contains(example.words) == true, "\(found)")
    }

    @Test("the worst comes first")
    func order() throws {
        let found = try diagnosis(["missing curl", "missing flock", "sudo missing"]).ailments
        #expect(found.map(\.severity) == [.failure, .warning, .note])
    }

    @Test("a reply that was cut off is no examination")
    func cut() throws {
        let nonce = try #require(Nonce(rawValue: Self.nonce))
        #expect(HostExamination(output: "cjctl-begin 1 \(nonce)\nclock 5\n", nonce: nonce) == nil)
    }

    @Test(
        "the script tells the truth of this machine, and of a place that nobody can write to",
        arguments: ["sh", "bash"])
    func script(_ shell: String) async throws {
        let nonce = try #require(Nonce(rawValue: Self.nonce))
        let paths = HostPaths(installRoot: "/tmp/not there/at all", stateDirectory: "/proc/none/there")
        var words = HostScripts.examine(paths, nonce: nonce).arguments
        let place = try #require(words.firstIndex(of: "/bin/sh"))
        words[place] = shell
        let result = try await ProcessRunner.run(words, deadline: .seconds(60))
        let found = try #require(HostExamination(output: result.outputText, nonce: nonce))
        #expect(result.errorText == "")
        #expect(found.missing.filter { $0 != "curl" }.isEmpty && !found.unwritable.contains(paths.installRoot))
        #expect((found.clock ?? 0) > 1_600_000_000 && (found.freeKibibytes ?? 0) > 0 && found.sudo != nil)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let words: String
        let severity: Ailment.Severity
        var lines: [String] = []
        var change: @Sendable (inout Diagnosis) -> Void = { _ in }
        var testDescription: String { words }

        static let all = [
            Case(words: "flock, sync: not installed", severity: .failure, lines: ["missing flock", "missing sync"]),
            Case(words: "neither curl nor wget", severity: .warning, lines: ["missing curl"]),
            Case(words: "ops may not write to /opt/a b", severity: .failure, lines: ["unwritable /opt/a b"]),
            Case(words: "195 MiB free", severity: .failure, lines: ["free 200000"]),
            Case(words: "sudo asks ops for a password", severity: .note, lines: ["sudo password"]),
            Case(words: "no sudo", severity: .note, lines: ["sudo missing"]),
            Case(words: "clock 9 s ahead of", severity: .warning) { $0.clockAhead = 9 },
            Case(words: "clock 70 s behind", severity: .warning) { $0.clockAhead = -70 },
            Case(words: "a command takes 3s", severity: .warning) { $0.took = .seconds(3) },
            Case(words: "writes before commands run", severity: .warning) { $0.hasNoise = true },
            Case(words: "OpenSSH 10.0 shuts out", severity: .note) { $0.banner = "SSH-2.0-OpenSSH_10.0p2 Debian-7" },
        ]
    }

    private func diagnosis(_ lines: [String]) throws -> Diagnosis {
        let nonce = try #require(Nonce(rawValue: Self.nonce))
        let all = ["cjctl-begin 1 \(nonce)", "clock 1000", "user ops"] + lines + ["cjctl-end \(nonce) ok"]
        let found = try #require(HostExamination(output: all.joined(separator: "\n"), nonce: nonce))
        return Diagnosis(
            banner: "SSH-2.0-OpenSSH_9.2p1", examination: found, hasNoise: false, took: .milliseconds(40), clockAhead: 1
        )
    }
}
