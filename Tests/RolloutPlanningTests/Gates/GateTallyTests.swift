import FleetModel
import Testing

@testable import RolloutPlanning

@Suite("the limits of a gate")
struct GateTallyTests {
    private func tally(_ verdicts: String, _ limits: GateLimits) -> GateTally {
        var tally = GateTally(limits: limits)
        for letter in verdicts {
            let verdict: GateVerdict =
                switch letter {
                case "p": .pass
                case "f": .fail
                case "i": .inconclusive
                default: .error
                }
            tally.took(
                GateMeasurement(
                    rule: "r", verdict: verdict, at: GateBench.start, window: .zero, figures: [], judged: 0,
                    sources: [],
                    wouldChange: ""))
        }
        return tally
    }

    @Test(
        "are exceeded and not reached, each for itself, and the worst decides",
        arguments: [
            ("p", GateVerdict.pass, "1 passed"),
            ("", .inconclusive, "never measured"),
            ("pfp", .pass, "2 passed, within limits: 1 failed"),
            ("pffp", .fail, "failures 2 > failure_limit 1"),
            ("piip", .pass, "2 passed, within limits: 2 inconclusive"),
            ("piipip", .inconclusive, "inconclusive 3 > inconclusive_limit 2"),
            ("peep", .pass, "2 passed, within limits: 2 in error"),
            ("pepepep", .pass, "4 passed, within limits: 3 in error"),
            ("peeep", .error, "more errors in a row than consecutive_error_limit 2"),
            ("eeeiiiff", .fail, "failures 2 > failure_limit 1"),
            ("iiieee", .error, "more errors in a row than consecutive_error_limit 2"),
            ("pf", .inconclusive, "the last measurement was fail"),
            ("pi", .inconclusive, "the last measurement was inconclusive"),
            ("pe", .inconclusive, "the last measurement was error"),
        ])
    func limits(verdicts: String, expected: GateVerdict, words: String) {
        let found = tally(verdicts, GateLimits(failures: 1, inconclusive: 2, consecutiveErrors: 2))
        #expect(found.verdict == expected)
        #expect(found.words == words)
    }

    @Test("with the standard limits the first failure fails")
    func standard() {
        #expect(tally("ppf", .standard).decided == .fail)
        #expect(tally("pp", .standard).decided == nil)
    }
}
