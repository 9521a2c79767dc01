import Testing

@testable import ReferenceNode

@Suite("chain")
struct ChainTests {
    private let bench = Bench()
    private var now: Int64 { WallClock.now() }

    private func block(_ height: Int, previous: String, proposer: String, time: Int64, network: String = "bench")
        -> Block
    {
        let block = Block(
            rules: Bench.rules(network), height: height, previousHash: previous, proposer: proposer, timestamp: time,
            version: "v1")
        return block.signed(by: Bench.key(proposer)) ?? block
    }

    private func judge(_ block: Block) -> BlockObjection? { Bench.consensus(bench.rules).judge(block) }

    @Test("validators take turns by the clock")
    func turns() {
        #expect((0..<7).map { bench.rules.proposer(of: bench.rules.slot(at: $0 * 1000 + 999)) }.joined() == "abcabca")
    }

    @Test("a block that follows the rules is taken, and becomes the tip")
    func goodBlocks() {
        var chain = Chain(rules: bench.rules)
        let blocks = bench.branch(count: 3)
        #expect(chain.objection(to: blocks, now: now, judge: judge) == nil)
        chain.take(blocks)
        #expect(chain.tip == blocks[2])
        #expect(chain.block(at: 2) == blocks[1])
        #expect(chain.block(at: 4) == nil)
    }

    @Test("each broken rule is named")
    func objections() {
        var chain = Chain(rules: bench.rules)
        chain.take(bench.branch(count: 1))
        let tip = chain.tip
        let slot = bench.start + 1
        let turn = bench.rules.proposer(of: slot)
        func said(_ block: Block) -> BlockObjection? { chain.objection(to: [block], now: now, judge: judge) }

        #expect(said(block(2, previous: tip.hash, proposer: turn, time: slot * 1000)) == nil)
        #expect(said(block(3, previous: tip.hash, proposer: turn, time: slot * 1000)) == .doesNotFollow)
        #expect(said(block(2, previous: tip.previousHash, proposer: turn, time: slot * 1000)) == .doesNotFollow)
        #expect(said(block(2, previous: tip.hash, proposer: tip.proposer, time: tip.timestamp + 1)) == .slotNotLater)
        #expect(said(block(2, previous: tip.hash, proposer: "z", time: slot * 1000)) == .wrongProposer)
        let foreign = block(2, previous: tip.hash, proposer: turn, time: slot * 1000, network: "other")
        #expect(said(foreign) == .hashDiffers)
        let ahead = bench.rules.slot(at: now) + 4
        let future = block(2, previous: tip.hash, proposer: bench.rules.proposer(of: ahead), time: ahead * 1000)
        #expect(said(future) == .fromTheFuture)
    }

    @Test("rules that differ in anything give chains with nothing in common")
    func genesisBindsTheRules() {
        let others = [
            Bench.rules("bench2"), Bench.rules("bench", ["a", "c", "b"]), Bench.rules(blockTime: 2000),
        ]
        #expect(Set(others.map(\.genesis.hash) + [bench.rules.genesis.hash]).count == 4)
    }

    @Test("the longer chain is preferred, and of equally long ones the one with the smaller hash, on every node")
    func preference() {
        let short = bench.branch(count: 2)
        let long = bench.branch(after: bench.rules.genesis, count: 3, stride: 2)
        #expect(bench.rules.prefers(long[2], over: short[1]))
        #expect(!bench.rules.prefers(short[1], over: long[2]))
        let (one, other) = (short[1], long[1])
        #expect(bench.rules.prefers(one, over: other) == (one.hash < other.hash))
        #expect(bench.rules.prefers(one, over: other) != bench.rules.prefers(other, over: one))
        #expect(!bench.rules.prefers(one, over: one))
    }

    @Test("a branch replaces what stood after the block that it follows")
    func branches() {
        var chain = Chain(rules: bench.rules)
        let trunk = bench.branch(count: 5)
        chain.take(trunk)
        let branch = bench.branch(after: trunk[2], count: 2, stride: 7)
        #expect(chain.objection(to: branch, now: now, judge: judge) == nil)
        chain.take(branch)
        #expect(chain.blocks == [bench.rules.genesis] + trunk[...2] + branch)
    }

    @Test("a chain keeps a bounded number of blocks, the newest ones")
    func bounded() {
        var chain = Chain(rules: bench.rules)
        let blocks = bench.branch(count: Chain.kept + Chain.surplus + 10)
        for block in blocks { chain.take([block]) }
        #expect(chain.tip == blocks.last)
        #expect((Chain.kept...Chain.kept + Chain.surplus).contains(chain.blocks.count))
        #expect(chain.block(at: chain.firstHeight)?.height == chain.firstHeight)
        #expect(chain.blocks(from: 0, count: 2).map(\.height) == [chain.firstHeight, chain.firstHeight + 1])
    }
}
