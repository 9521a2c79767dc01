/// How long blocks of others took from their making until they were a node's tip: how many, and together.
struct Propagation: Codable, Sendable {
    var blocks = 0
    var milliseconds = 0

    init() {}

    init(_ counts: ChainCounts) {
        blocks = counts.received
        milliseconds = Int(counts.propagationTime / .milliseconds(1))
    }

    func mean(since before: Propagation) -> Double? {
        let count = blocks - before.blocks
        return count > 0 ? Double(milliseconds - before.milliseconds) / Double(count) : nil
    }
}
