import FleetModel
import RolloutPlanning

/// `cjctl gate test --json`.
struct GateTestDocument: Encodable {
    struct File: Encodable {
        let file: String
        let tests: [Test]

        init(_ name: String, _ results: [(GateTest, [GateTestMiss])]) {
            file = name
            tests = results.map { test, misses in
                Test(
                    name: test.name, gate: test.gate.choice.description, rule: test.gate.rule, passed: misses.isEmpty,
                    misses: misses.map(Miss.init))
            }
        }
    }

    struct Test: Encodable {
        let name: String
        let gate: String
        let rule: String
        let passed: Bool
        let misses: [Miss]
    }

    struct Miss: Encodable {
        /// Milliseconds since the first sample; left out for the ending.
        let at: TimeSpan?
        let line: Int?
        let expected: GateVerdict
        let expectedReason: String?
        let found: GateVerdict
        let because: String
        let wouldChange: String?

        init(_ miss: GateTestMiss) {
            at = miss.at
            line = miss.location?.line
            expected = miss.expected
            expectedReason = miss.expectedReason
            found = miss.found
            because = miss.because
            wouldChange = miss.wouldChange
        }
    }

    let version = 1
    let passed: Int
    let failed: Int
    let files: [File]

    init(files: [File]) {
        self.files = files
        let tests = files.flatMap(\.tests)
        passed = tests.count { $0.passed }
        failed = tests.count - passed
    }
}
