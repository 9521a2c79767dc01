import Testing

@testable import ReferenceNode

@Suite("turns")
struct TurnsTests {
    private let turns = Turns(
        rules: Bench.rules("n"), node: "a")

    @Test("a validator's next turn is the start of its next slot, never the one that has begun")
    func nextTurn() {
        #expect(turns.nextTurn(of: "a", after: 0) == 3000)
        #expect(turns.nextTurn(of: "b", after: 0) == 1000)
        #expect(turns.nextTurn(of: "b", after: 999) == 1000)
        #expect(turns.nextTurn(of: "b", after: 1000) == 4000)
        #expect(turns.nextTurn(of: "c", after: 1500) == 2000)
    }

    @Test("peers are asked once in every slot, between a quarter and half of it, always at the same place")
    func questions() {
        for name in ["a", "val-01", "val-02", "obs-17"] {
            let turns = Turns(rules: turns.rules, node: name)
            let first = turns.nextQuestion(after: 5000)
            #expect((5250..<5500).contains(first))
            #expect(turns.nextQuestion(after: first) == first + 1000)
            #expect(turns.nextQuestion(after: first - 1) == first)
            #expect((first + 1..<6000).contains(turns.secondQuestion(after: first)))
        }
    }
}
