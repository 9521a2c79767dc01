import Files
import Testing

@testable import ReferenceNode

@Suite("finality")
struct FinalityTests {
    private let bench = Bench()

    /// A chain of five validators with one block each by these.
    private func chain(by names: String) -> (chain: Chain, blocks: [Block]) {
        let rules = Bench.rules("five", ["a", "b", "c", "d", "e"])
        var chain = Chain(rules: rules)
        var blocks: [Block] = []
        var slot = bench.start
        for name in names {
            slot += 1
            while rules.proposer(of: slot) != String(name) { slot += 1 }
            let block = Bench.signed(
                Block(
                    rules: rules, height: chain.tip.height + 1, previousHash: chain.tip.hash, proposer: String(name),
                    timestamp: slot * 1000, version: "v1"))
            chain.take([block])
            blocks.append(block)
        }
        return (chain, blocks)
    }

    @Test(
        "a block is final once more than two thirds have built on it, its own proposer included",
        arguments: [
            ("a", 0), ("abc", 0), ("abcd", 1), ("abcde", 2), ("abcdeabcde", 7), ("abcabcabc", 0), ("abababcd", 5),
        ])
    func quorum(names: String, height: Int) {
        #expect(chain(by: names).chain.finality.height == height)
    }

    @Test("what is final is found again after a restart, and is never given up for a longer branch")
    func noReturn() throws {
        let folder = try TemporaryDirectory(prefix: "final-")
        let trunk = bench.branch(count: 6)
        do { _ = try bench.chain(in: folder, "d", trunk) }
        let chain = try bench.chain(in: folder, "d")
        #expect(chain.finalHeight == 4)
        let allowed = bench.branch(after: trunk[3], count: 3, stride: 2)
        let forbidden = bench.branch(after: trunk[2], count: 9, stride: 2)
        #expect(try chain.adopt(forbidden, now: WallClock.now()) == .refused(.belowFinal))
        #expect(chain.tip == trunk[5])
        #expect(try chain.adopt(allowed, now: WallClock.now()) == .adopted(droppedBlocks: 2))
    }

    @Test("a block without its proposer's signature is refused, whoever else has signed it")
    func signatures() throws {
        let folder = try TemporaryDirectory(prefix: "final-")
        let chain = try bench.chain(in: folder)
        let block = try #require(bench.branch(count: 1).first)
        let unsigned = Block(
            rules: bench.rules, height: 1, previousHash: block.previousHash, proposer: block.proposer,
            timestamp: block.timestamp, version: "v1")
        #expect(unsigned.hash == block.hash)
        let other = try #require(bench.rules.validators.first { $0.name != block.proposer })
        let foreign = try #require(unsigned.signed(by: Bench.key(other.name)))
        for bad in [unsigned, foreign] {
            #expect(try chain.adopt([bad], now: WallClock.now()) == .refused(.notSigned))
        }
        #expect(try chain.adopt([block], now: WallClock.now()) == .adopted(droppedBlocks: 0))
    }
}
