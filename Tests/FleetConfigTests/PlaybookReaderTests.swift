import FleetConfig
import FleetModel
import Testing

@Suite("playbooks")
struct PlaybookReaderTests {
    private func read(_ text: String) -> Diagnosed<RolloutPolicy> {
        PlaybookReader.read(Array(text.utf8), file: "rollout.yaml")
    }

    @Test("a playbook that says everything is read as it was meant")
    func everything() throws {
        let text = """
            phases:
              - {name: first, coverage: 5%, bake: 90s, batch: 2}
              - name: rest
                coverage: 100%
                bake: 1h30m
            deadlines: {healthy: 20s, recovery: 15s, progress: 1m, min_healthy: 2s, max_gap: 4s, poll: 250ms}
            budget: {failed_hosts: 1, unreachable_hosts: 2}
            """
        let found = read(text)
        #expect(lines(found.diagnostics).isEmpty)
        let first = PhaseSpecification(name: "first", coverage: 5, bake: .seconds(90), batch: 2)
        let rest = PhaseSpecification(name: "rest", coverage: 100, bake: .seconds(5400), batch: 1)
        #expect(
            found.value
                == RolloutPolicy(
                    phases: [try #require(first), try #require(rest)],
                    deadlines: Deadlines(
                        healthy: .seconds(20), recovery: .seconds(15), progress: .seconds(60),
                        minimumHealthy: .seconds(2), maximumGap: .seconds(4), poll: .milliseconds(250)),
                    budget: FailureBudget(failedHosts: 1, unreachableHosts: 2)))
    }

    @Test(
        "what is left out is standard, down to a single key",
        arguments: ["", "{}\n", "deadlines: {healthy: 5m}\nbudget: {}\n", "deadlines:\n"])
    func standard(text: String) {
        let found = read(text)
        #expect(lines(found.diagnostics).isEmpty)
        #expect(found.value == .standard)
    }

    @Test("a phase with a standard name has what it leaves out from the standard phase")
    func standardPhases() throws {
        let text = "phases: [{name: canary, batch: 3}, {name: full, bake: 1m}]\n"
        let policy = try #require(read(text).value)
        #expect(policy.phases.map(\.coverage) == [10, 100])
        #expect(policy.phases.map(\.bake) == [.seconds(7200), .seconds(60)])
        #expect(policy.phases.map(\.batch) == [3, 2])
    }

    @Test(
        "what is wrong is named with its place",
        arguments: [
            ("phase: []\n", ["1:1: a playbook has no key 'phase'"]),
            ("phases: []\n", ["1:9: phases is a list; a list with at least one phase is expected"]),
            ("phases:\n", ["1:1: phases is nothing; a list with at least one phase is expected"]),
            (
                "phases: [canary]\n",
                ["1:10: a phase is a single value; a mapping with name, coverage, bake, batch, gates is expected"]
            ),
            ("phases:\n  - {coverage: 100%}\n", ["2:5: a phase has no name"]),
            ("phases:\n  - {name: a}\n", ["2:5: phase 'a' has no coverage", "2:5: phase 'a' has no bake"]),
            (
                "phases:\n  - {name: full, coverage: 100}\n",
                ["2:28: coverage is '100'; a whole share from 1% to 100% is expected"]
            ),
            (
                "phases:\n  - {name: full, coverage: 101%}\n",
                ["2:28: coverage is '101%'; a whole share from 1% to 100% is expected"]
            ),
            (
                "phases:\n  - {name: full, coverage: 0.5%}\n",
                ["2:28: coverage is '0.5%'; a whole share from 1% to 100% is expected"]
            ),
            ("phases:\n  - {name: full, bake: 2}\n", ["2:24: bake is '2'; a length of time is expected"]),
            (
                "phases:\n  - {name: full, batch: 0}\n",
                ["2:25: batch is '0'; a whole number from 1 to 10000 is expected"]
            ),
            ("phases:\n  - {name: -x, coverage: 100%, bake: 1s}\n", ["2:12: name is '-x', which is no plain name"]),
            (
                "phases:\n  - {name: canary}\n  - {name: full, coverage: 10%}\n",
                ["3:28: phase 'full' covers 10%, the one before it 10%", "3:28: the last phase covers 10%"]
            ),
            ("phases:\n  - {name: canary}\n", ["2:5: the last phase covers 10%"]),
            (
                "phases:\n  - {name: a, coverage: 5%, bake: 0s}\n  - {name: a, coverage: 100%, bake: 0s}\n",
                ["3:12: phase 'a' stands here again; first on line 2"]
            ),
            ("service: {name: x}\n", ["1:1: a playbook has no key 'service'"]),
            ("deadlines: {healty: 5m}\n", ["1:13: deadlines has no key 'healty'"]),
            ("deadlines: {poll: 10ms}\n", ["1:19: poll is 10ms; it may be 50ms to 7d"]),
            ("deadlines: {min_healthy: 6m}\n", ["1:26: min_healthy (6m) is longer than healthy (5m)"]),
            ("deadlines: {healthy: 20s}\n", ["1:22: min_healthy (30s) is longer than healthy (20s)"]),
            ("deadlines: {healthy: 20m}\n", ["1:22: healthy (20m) is longer than progress (10m)"]),
            ("deadlines: {max_gap: 1s}\n", ["1:22: poll (2s) is longer than max_gap (1s)"]),
            (
                "budget: {failed_hosts: many}\n",
                ["1:24: failed_hosts is 'many'; a whole number from 0 to 10000 is expected"]
            ),
            (
                "budget: 1\n",
                ["1:9: a budget is a single value; a mapping with failed_hosts, unreachable_hosts is expected"]
            ),
        ])
    func refused(text: String, expected: [String]) {
        let found = read(text)
        #expect(lines(found.diagnostics) == expected)
        #expect(found.value == nil)
    }

    @Test(
        "a hint says what was meant, what is known or where a key belongs",
        arguments: [
            ("gates: [api]\n", "gates stand in a phase: - {name: canary, gates: [api, metrics, peers]}"),
            ("phases:\n  - {name: full, baek: 1s}\n", "did you mean 'bake'?"),
            ("service: {}\n", "it stands in cjctl.yaml"),
            ("phases:\n  - {name: full, coverage: 100}\n", "write 100%"),
            ("zzz: 1\n", "known are: phases, deadlines, budget, config"),
        ])
    func hints(text: String, hint: String) {
        #expect(read(text).diagnostics.map(\.hint) == [hint])
    }

    @Test("more phases than anybody would watch are refused")
    func limit() {
        let text = "phases:\n" + (1...21).map { "  - {name: p\($0), coverage: \($0)%, bake: 1s}\n" }.joined()
        #expect(lines(read(text).diagnostics) == ["2:3: 21 phases; at most 20 are read"])
    }
}
