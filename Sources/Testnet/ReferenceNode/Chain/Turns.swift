internal import Reactor

/// What a node does when: its turn at the beginning of its slots, asking the peers in between.
struct Turns: Sendable {
    let rules: NetworkRules
    /// Spreads the nodes' questions over time, from 0 to 1.
    let spread: Double

    init(rules: NetworkRules, node: String) {
        self.rules = rules
        // Any function of the name will do, as long as neighbours differ: FNV-1a, 32 bits.
        let hash = node.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        spread = Double(hash % 1024) / 1024
    }

    /// The start of the next slot of `validator` that begins after `time`, all in milliseconds since 1970.
    func nextTurn(of validator: String, after time: Int64) -> Int64 {
        let count = Int64(rules.validators.count)
        var slot = rules.slot(at: time) + 1
        for _ in 0..<count where rules.proposer(of: slot) != validator { slot += 1 }
        return slot * rules.blockTime
    }

    /// When to ask the peers next: between a quarter and half of a slot, when its block should be there.
    func nextQuestion(after time: Int64) -> Int64 {
        let offset = rules.blockTime / 4 + Int64(Double(rules.blockTime / 4) * spread)
        let today = rules.slot(at: time) * rules.blockTime + offset
        return today > time ? today : today + rules.blockTime
    }

    /// When to ask again in the slot of a question that brought no block: half a slot later.
    func secondQuestion(after question: Int64) -> Int64 { question + rules.blockTime / 2 }

    /// Suspends until the time of day is `time`, or until the task is cancelled. A clock that was set back is followed.
    static func sleep(until time: Int64, on reactor: Reactor) async {
        while !Task.isCancelled {
            let left = time - WallClock.now()
            guard left > 0 else { return }
            await reactor.sleep(until: .now + .milliseconds(left))
        }
    }
}
