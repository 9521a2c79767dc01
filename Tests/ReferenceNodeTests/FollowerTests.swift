import Files
import Testing

@testable import ReferenceNode

@Suite("following peers")
struct FollowerTests {
    private let bench = Bench()

    private func follower(
        of chain: LocalChain, asking neighbours: [String: NodeAPI], adoptsBlocks: Bool = true
    ) -> Follower {
        Follower(
            chain: chain, peers: Peers(urls: neighbours.keys.sorted()),
            transport: NeighbourTransport(neighbours: neighbours), log: NodeLog(context: []),
            adoptsBlocks: { adoptsBlocks },
            adopted: { _ in })
    }

    @Test("a peer's next block is taken, and a peer that does not answer is known as such")
    func nextBlock() async throws {
        let folder = try TemporaryDirectory(prefix: "follow-")
        let blocks = bench.branch(count: 2)
        let ours = try bench.chain(in: folder, "ours", [blocks[0]])
        let theirs = try bench.chain(in: folder, "theirs", blocks)
        let follower = Follower(
            chain: ours, peers: Peers(urls: ["http://gone", "http://p"]),
            transport: NeighbourTransport(neighbours: ["http://p": try bench.api(theirs)]), log: NodeLog(context: []),
            adoptsBlocks: { true }, adopted: { _ in })
        await follower.poll()
        #expect(ours.tip == blocks[1])
        #expect(follower.peers.connected == 1)
        #expect(follower.peers.someFailure?.contains("http://gone: nobody listens") == true)
    }

    @Test("many missing blocks are fetched in one go", arguments: [2, Follower.batch, 3 * Follower.batch + 1])
    func catchingUp(missing: Int) async throws {
        let folder = try TemporaryDirectory(prefix: "follow-")
        let blocks = bench.branch(count: 5 + missing)
        let ours = try bench.chain(in: folder, "ours", Array(blocks[..<5]))
        let theirs = try bench.chain(in: folder, "theirs", blocks)
        await follower(of: ours, asking: ["http://p": try bench.api(theirs)]).poll()
        #expect(ours.tip == blocks.last)
        #expect(ours.counts.reorganisations == 0)
    }

    @Test("a longer branch replaces ours, however far back they part", arguments: [1, 30, Follower.batch + 40])
    func longerBranch(depth: Int) async throws {
        let folder = try TemporaryDirectory(prefix: "follow-")
        let trunk = bench.branch(count: 10)
        // One validator alone finalises nothing, so that its branch can still be left.
        let alone = bench.branch(after: trunk[9], count: depth, stride: 3)
        let ours = try bench.chain(in: folder, "ours", trunk + alone)
        let branch = bench.branch(after: trunk[9], count: depth + 1, stride: 4)
        let theirs = try bench.chain(in: folder, "theirs", trunk + branch)
        await follower(of: ours, asking: ["http://p": try bench.api(theirs)]).poll()
        #expect(ours.tip == branch.last)
        #expect(ours.counts.reorganisations == 1)
    }

    @Test("two nodes with equally long branches agree on one after asking each other")
    func tie() async throws {
        let folder = try TemporaryDirectory(prefix: "follow-")
        let trunk = bench.branch(count: 3)
        let one = try bench.chain(in: folder, "one", trunk + bench.branch(after: trunk[2], count: 2))
        let other = try bench.chain(in: folder, "other", trunk + bench.branch(after: trunk[2], count: 2, stride: 3))
        #expect(one.tip != other.tip)
        await follower(of: one, asking: ["http://p": try bench.api(other)]).poll()
        await follower(of: other, asking: ["http://p": try bench.api(one)]).poll()
        #expect(one.tip == other.tip)
    }

    @Test("a node that was away for longer than blocks are kept begins anew with what its peer has")
    func awayTooLong() async throws {
        let folder = try TemporaryDirectory(prefix: "follow-")
        let blocks = bench.branch(count: Chain.kept + 2 * Chain.surplus)
        let ours = try bench.chain(in: folder, "ours", Array(blocks[..<5]))
        let theirs = try bench.chain(in: folder, "theirs")
        for block in blocks { _ = try theirs.adopt([block], now: WallClock.now()) }
        #expect(theirs.firstHeight > 6)
        await follower(of: ours, asking: ["http://p": try bench.api(theirs)]).poll()
        #expect(ours.tip == blocks.last)
        #expect(ours.firstHeight == theirs.firstHeight)
        #expect(ours.counts.restarts == 1)
    }

    @Test("a peer of another network counts as not connected, and nothing of it is taken")
    func otherNetwork() async throws {
        let folder = try TemporaryDirectory(prefix: "follow-")
        let ours = try bench.chain(in: folder, "ours", bench.branch(count: 1))
        let rules = Bench.rules("other", ["a"])
        try Directory.make(folder.file("theirs"))
        let theirs = try LocalChain(folder: folder.file("theirs"), consensus: Bench.consensus(rules))
        _ = try bench.extend(theirs, at: WallClock.now())
        _ = try bench.extend(theirs, at: WallClock.now() + 1000)
        let follower = follower(of: ours, asking: ["http://p": try bench.api(theirs)])
        await follower.poll()
        #expect(ours.tip.height == 1)
        #expect(follower.peers.connected == 0)
        #expect(follower.peers.someFailure?.contains("no block of network bench") == true)
    }

    @Test("a block that is sent to a peer is its tip at once; one that does not follow its tip waits to be asked for")
    func announcement() async throws {
        let folder = try TemporaryDirectory(prefix: "follow-")
        let blocks = bench.branch(count: 4)
        let theirs = try bench.chain(in: folder, "theirs", Array(blocks[..<2]))
        let receiving = follower(of: theirs, asking: [:])
        let api = try bench.api(theirs, receive: { receiving.receive($0) })
        let announcer = Announcer(
            peers: Peers(urls: ["http://p"]), transport: NeighbourTransport(neighbours: ["http://p": api]))
        await announcer.send(blocks[3])
        #expect(theirs.tip == blocks[1])
        await announcer.send(blocks[2])
        #expect(theirs.tip == blocks[2])
        #expect(theirs.counts.received == 1)
        let stuck = follower(of: theirs, asking: [:], adoptsBlocks: false)
        #expect(!stuck.receive(NodeJSON.encode(blocks[3])))
    }

    @Test("a node that adopts nothing still knows that its peer is there")
    func stuck() async throws {
        let folder = try TemporaryDirectory(prefix: "follow-")
        let ours = try bench.chain(in: folder, "ours")
        let theirs = try bench.chain(in: folder, "theirs", bench.branch(count: 4))
        let follower = follower(of: ours, asking: ["http://p": try bench.api(theirs)], adoptsBlocks: false)
        await follower.poll()
        #expect(ours.tip.height == 0)
        #expect(follower.peers.connected == 1)
    }
}
