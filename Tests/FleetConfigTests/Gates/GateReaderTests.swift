import FleetConfig
import FleetModel
import Testing

@Suite("gates of a playbook")
struct GateReaderTests {
    private func read(_ gates: String) -> Diagnosed<RolloutPolicy> {
        PlaybookReader.read(Array("phases:\n  - {name: full, gates: \(gates)}\n".utf8), file: "rollout.yaml")
    }

    @Test("are names, names with limits, or mappings with limits of their own")
    func good() throws {
        let found = read("[api, error-rate<0.1%, {gate: peers>=80%, window: 1m, failure_limit: 2}, {gate: p95}]")
        #expect(lines(found.diagnostics).isEmpty)
        let gates = try #require(found.value?.phases.first?.gates)
        #expect(gates.map(\.description) == ["api", "error-rate<0.1%", "peers>=80%", "p95"])
        #expect(gates[2].window == .seconds(60))
        #expect(gates[2].limits == GateLimits(failures: 2, inconclusive: 2, consecutiveErrors: 4))
        #expect(gates[0].window == nil && gates[0].limits == nil)
    }

    @Test("may be none", arguments: ["[]", "[]  # none"])
    func none(text: String) {
        let found = PlaybookReader.read(Array("phases:\n  - {name: full, gates: []}\n".utf8), file: "rollout.yaml")
        #expect(found.value?.phases.first?.gates == nil)
        #expect(lines(found.diagnostics).isEmpty)
    }

    @Test(
        "what is wrong is named with its place, and what was meant",
        arguments: [
            ("[eror-rate]", "2:26: there is no gate 'eror-rate'", "did you mean 'error-rate'?"),
            ("[api, p95<100ms]", "2:31: 'p95<100ms' is counted otherwise than gate p95", "it is written as in p95<2x"),
            (
                "[error-rate>1%]", "2:26: 'error-rate>1%' would pass on what gate error-rate is to catch",
                "it is written as in error-rate<0.1%"
            ),
            (
                "[error-rate < 1%]", "2:26: a gate is 'error-rate < 1%', which is no gate",
                "a name, or a name with a limit and no blanks: error-rate<0.1%"
            ),
            (
                "api", "2:25: gates is a single value; a list of gates is expected",
                "gates: [api, metrics, error-rate<0.1%]"
            ),
            ("[api, api]", "2:31: gate 'api' stands here again; first on line 2", nil),
            ("[{gate: api, windw: 1m}]", "2:38: a gate has no key 'windw'", "did you mean 'window'?"),
            ("[{gate: api, window: 5s}]", "2:46: the window of gate api is at least 15s", nil),
            (
                "[{gate: api, failure_limit: -1}]",
                "2:53: failure_limit is '-1'; a whole number from 0 to 10000 is expected", nil
            ),
            ("[{window: 1m}]", "2:26: a gate has no name", "{gate: error-rate<0.1%, failure_limit: 1}"),
        ] as [(String, String, String?)])
    func bad(text: String, message: String, hint: String?) {
        let found = read(text)
        #expect(lines(found.diagnostics) == [message])
        #expect(found.diagnostics.map(\.hint) == [hint])
        #expect(found.value == nil)
    }
}
