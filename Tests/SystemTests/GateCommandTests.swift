import Files
import Processes
import Testing

@Suite("cjctl gate test")
struct GateCommandTests {
    private static let good = """
        tests:
          - name: a drift fails
            gate: {gate: no-drift, window: 30s}
            nodes: [a]
            samples: [{figure: parity_drifts, values: 0x5 1x3}]
            expect:
              - {at: 25s, verdict: VERDICT}
              - {at: 30s, verdict: fail, because: "1, limit =0"}

        """

    private func with(
        _ text: String, _ body: (BuiltProgram) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory(prefix: "gates")
        try AtomicFile.write(Array(text.utf8), to: directory.file("g.yaml"))
        try await body(BuiltProgram(folder: directory.path))
    }

    @Test("ends with 0 when gates say what is written, and with 1 and the reason when one does not")
    func verdicts() async throws {
        try await with(Self.good.replacing("VERDICT", with: "pass")) { program in
            let said = try await program.expect(0, ["gate", "test", "g.yaml"])
            #expect(said.result.outputText == "g.yaml\n  ✓ a drift fails\n1 passed, 0 failed\n", "\(said)")
        }
        try await with(Self.good.replacing("VERDICT", with: "inconclusive")) { program in
            let said = try await program.expect(1, ["gate", "test", "g.yaml"])
            let expected = """
                g.yaml
                  ✗ a drift fails
                      rule      no-drift: increase of parity_drifts =0 over 30s
                    7:9  at 25s: inconclusive is expected, and it is pass
                      because   a: 0, limit =0
                      changes it  increase of parity_drifts other than 0 on any node would have failed
                0 passed, 1 failed

                """
            #expect(said.result.outputText == expected, "\(said)")
            let json = try await program.expect(1, ["gate", "test", "g.yaml", "--json"])
            #expect(json.result.outputText.contains(#""failed":1"#) && json.result.outputText.contains(#""version":1"#))
            #expect(json.result.outputText.contains(#""expected":"inconclusive","found":"pass","line":7"#), "\(json)")
        }
    }

    @Test("a file that is wrong or not there is one clear error, with exit code 64")
    func wrongFiles() async throws {
        try await with("tests: [{gate: eror-rate}]\n") { program in
            let said = try await program.expect(64, ["gate", "test", "g.yaml"])
            #expect(said.text.contains("g.yaml:1:16: error: there is no gate 'eror-rate'"), "\(said)")
            #expect(said.text.contains("did you mean 'error-rate'?"), "\(said)")
            let missing = try await program.expect(64, ["gate", "test", "none.yaml"])
            #expect(missing.text.contains("none.yaml"), "\(missing)")
        }
    }
}
