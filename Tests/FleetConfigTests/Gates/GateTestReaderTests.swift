import FleetConfig
import FleetModel
import RolloutPlanning
import Testing

@Suite("files of gate tests")
struct GateTestReaderTests {
    private func read(_ text: String) -> Diagnosed<[GateTest]> {
        GateTestReader.read(Array(text.utf8), file: "gates.test.yaml")
    }

    private let whole = """
        interval: 10s
        tests:
          - name: a drift fails
            gate: {gate: no-drift, window: 30s}
            nodes: [a, b]
            samples:
              - {figure: parity_drifts, node: a, values: 0x5}
              - {figure: parity_drifts, node: b, values: 0x3 1x1}
            expect:
              - {at: 30s, verdict: pass}
              - {at: 40s, verdict: pass, because: nothing}
              - {at: 50s, verdict: fail, because: b}
            ends: pass

        """

    @Test("say what came out otherwise, where it stands, why, and what would have changed it")
    func misses() throws {
        let found = read(whole)
        #expect(lines(found.diagnostics).isEmpty)
        let test = try #require(found.value?.first)
        #expect(test.samples.count == 12)
        let misses = test.misses()
        #expect(misses.map(\.at) == [.seconds(40), nil])
        #expect(misses.map(\.location?.line) == [11, 13])
        #expect(misses.map(\.found) == [.fail, .fail])
        #expect(misses[0].because == "b: 1, limit =0")
        #expect(misses[0].wouldChange == "increase of parity_drifts =0 on b would have passed")
        #expect(misses[1].because == "failures 2 > failure_limit 0; last b: 1, limit =0")
    }

    @Test("a right verdict for another reason is a miss")
    func reasons() throws {
        let text = whole.replacing("because: b", with: "because: a").replacing("ends: pass", with: "ends: fail")
        let misses = try #require(read(text).value?.first).misses()
        #expect(misses.map(\.expectedReason) == ["nothing", "a"])
        #expect(misses.map(\.found) == [.fail, .fail])
    }

    @Test("the end of samples that never fill a window is inconclusive")
    func short() throws {
        let text = whole.replacing("0x3 1x1", with: "0").replacing("values: 0x5", with: "values: 0")
        let misses = try #require(read(text).value?.first).misses()
        #expect(misses.last?.because == "never measured")
        #expect(misses.last?.found == .inconclusive)
    }

    @Test(
        "what is wrong is named with its place",
        arguments: [
            ("interval: 10s\n", ["1:1: a file of gate tests has no tests"]),
            ("tests: []\n", ["1:8: a file of gate tests has no tests"]),
            ("test: []\n", ["1:1: a file of gate tests has no key 'test'", "1:1: a file of gate tests has no tests"]),
            (
                "tests: [{}]\n",
                ["name", "gate", "nodes", "samples"].map { "1:9: a test has no \($0)" }
            ),
            (
                "tests:\n  - {name: x, gate: api, nodes: [a], samples: []}\n",
                ["2:5: a test expects nothing"]
            ),
            (
                "tests:\n  - {name: x, gate: api, nodes: [a], ends: good, samples: []}\n",
                ["2:44: ends is 'good'"]
            ),
            (
                "tests:\n  - {name: x, gate: api, nodes: [a], ends: pass, samples: [{figure: upp, values: 1}]}\n",
                ["2:69: there is no figure 'upp'"]
            ),
            (
                "tests:\n  - {name: x, gate: api, nodes: [a], ends: pass, samples: [{figure: up, node: b, values: 1}]}\n",
                ["2:79: 'b' is neither among the nodes nor among the unchanged ones"]
            ),
            (
                "tests:\n  - {name: x, gate: api, nodes: [a], ends: pass, samples: [{figure: up, values: 1y}]}\n",
                ["2:81: values holds '1y', which is no sample"]
            ),
            (
                "tests:\n  - {name: x, gate: api, nodes: [a], samples: [], expect: [{at: 1m}]}\n",
                ["2:60: an expectation has at and verdict"]
            ),
        ])
    func bad(text: String, expected: [String]) {
        let found = read(text)
        #expect(lines(found.diagnostics) == expected)
        #expect(found.value == nil)
    }
}
