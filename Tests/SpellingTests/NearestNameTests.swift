import Spelling
import Testing

@Suite("what somebody probably meant")
struct NearestNameTests {
    private static let names = ["rollout", "rollback", "resume", "--through", "--network-id"]

    @Test(
        "a slip, a swap, a missing letter and a beginning find their name",
        arguments: [
            ("rolout", "rollout"), ("rollabck", "rollback"), ("resum", "resume"), ("--thruogh", "--through"),
            ("--network", "--network-id"),
        ])
    func near(word: String, meant: String) {
        #expect(NearestName.nearest(to: word, among: Self.names) == meant)
    }

    @Test(
        "what is far from every name, too short a beginning, or endless finds none", arguments: ["xyz", "ro", "--", ""])
    func far(word: String) {
        #expect(NearestName.nearest(to: word, among: Self.names) == nil)
        #expect(NearestName.nearest(to: String(repeating: "r", count: 65), among: Self.names) == nil)
    }

    @Test("a stated number of slips is all that counts")
    func slips() {
        #expect(NearestName.nearest(to: "resum", among: Self.names, slips: 1) == "resume")
        #expect(NearestName.nearest(to: "resu", among: Self.names, slips: 1) == nil)
    }
}
