import Files
import Testing

@testable import ReferenceNode

@Suite("block file")
struct BlockFileTests {
    private let bench = Bench()

    private static let limit = 16 << 20

    @Test("a restart goes on from the height that was reached")
    func restart() throws {
        let folder = try TemporaryDirectory(prefix: "blocks-")
        let blocks = bench.branch(count: 20)
        do { _ = try bench.chain(in: folder, "d", blocks) }
        let again = try bench.chain(in: folder, "d")
        #expect(again.tip == blocks.last)
        #expect(again.blocks(from: 0, count: 100) == [bench.rules.genesis] + blocks)
    }

    @Test("a last line torn at any byte is dropped, and blocks go on after the last whole one")
    func tornTail() throws {
        let folder = try TemporaryDirectory(prefix: "blocks-")
        let blocks = bench.branch(count: 3)
        do { _ = try bench.chain(in: folder, "whole", blocks) }
        let content = try File.read(folder.file("whole/blocks.jsonl"), limit: Self.limit)
        let lastStart = content.count - NodeJSON.encode(blocks[2]).count - 1
        for end in stride(from: lastStart + 1, through: content.count - 1, by: 17) {
            let path = folder.file("torn-\(end)")
            try Directory.make(path)
            try AtomicFile.write(Array(content[..<end]), to: "\(path)/blocks.jsonl")
            do {
                let chain = try bench.chain(in: folder, "torn-\(end)")
                #expect(chain.tip == blocks[1])
                _ = try chain.adopt([blocks[2]], now: WallClock.now())
            }
            #expect(try bench.chain(in: folder, "torn-\(end)").tip == blocks[2])
            #expect(try File.read("\(path)/blocks.jsonl", limit: Self.limit) == content)
        }
    }

    @Test("a branch that was adopted is found again, not the one it replaced")
    func branches() throws {
        let folder = try TemporaryDirectory(prefix: "blocks-")
        let trunk = bench.branch(count: 4)
        let branch = bench.branch(after: trunk[1], count: 3, stride: 5)
        do {
            let chain = try bench.chain(in: folder, "d", trunk)
            #expect(try chain.adopt(branch, now: WallClock.now()) == .adopted(droppedBlocks: 2))
        }
        #expect(try bench.chain(in: folder, "d").blocks(from: 1, count: 10) == trunk[...1] + branch)
    }

    @Test("damage before the last line stops the node, with file and line")
    func damage() throws {
        let folder = try TemporaryDirectory(prefix: "blocks-")
        let blocks = bench.branch(count: 3)
        do { _ = try bench.chain(in: folder, "d", blocks) }
        let path = folder.file("d/blocks.jsonl")
        let text = String(decoding: try File.read(path, limit: Self.limit), as: UTF8.self)
        let lines = text.split(separator: "\n")
        for damaged in ["no json", lines[1].replacing("\"v1\"", with: "\"v2\""), String(lines[2])] {
            try AtomicFile.write(Array("\(lines[0])\n\(damaged)\n\(lines[2])\n".utf8), to: path)
            let error = #expect(throws: NodeError.self) { try bench.chain(in: folder, "d") }
            #expect(error?.code == .storeCorrupt)
            #expect(error?.message.hasPrefix("\(path):2: ") == true)
        }
    }

    @Test("blocks of another network are refused")
    func otherNetwork() throws {
        let folder = try TemporaryDirectory(prefix: "blocks-")
        do { _ = try bench.chain(in: folder, "d", bench.branch(count: 3)) }
        let consensus = Bench.consensus(Bench.rules("other"))
        let error = #expect(throws: NodeError.self) { try LocalChain(folder: folder.file("d"), consensus: consensus) }
        #expect(error?.code == .storeCorrupt)
    }

    @Test("the file stays bounded, and what it holds is the chain")
    func bounded() throws {
        let folder = try TemporaryDirectory(prefix: "blocks-")
        let limit = 2 * (Chain.kept + Chain.surplus)
        let blocks = bench.branch(count: limit + 500)
        do {
            let chain = try bench.chain(in: folder, "d")
            for start in stride(from: 0, to: blocks.count, by: 100) {
                _ = try chain.adopt(Array(blocks[start..<min(start + 100, blocks.count)]), now: WallClock.now())
            }
        }
        let content = try File.read(folder.file("d/blocks.jsonl"), limit: Self.limit)
        #expect(content.count { $0 == UInt8(ascii: "\n") } <= limit)
        let again = try bench.chain(in: folder, "d")
        #expect(again.tip == blocks.last)
        #expect(again.firstHeight > 0)
        #expect(again.block(at: again.firstHeight) == blocks[again.firstHeight - 1])
    }

    @Test("a data folder belongs to one process at a time")
    func oneProcess() throws {
        let folder = try TemporaryDirectory(prefix: "blocks-")
        let first = try bench.chain(in: folder, "d")
        let error = #expect(throws: NodeError.self) { try bench.chain(in: folder, "d") }
        #expect(error?.code == .dataInUse)
        #expect(first.tip.height == 0)
    }
}
