import Files
import Testing
import ValidatorKeys

@testable import ReferenceNode

@Suite("signing state")
struct SigningGuardTests {
    private let bench = Bench()

    private func signing(_ folder: borrowing TemporaryDirectory) throws -> SigningGuard {
        try Directory.makeWithParents(folder.file("data"))
        return try SigningGuard(keyFile: folder.file("key"), key: Bench.key("a"), dataFolder: folder.file("data"))
    }

    private func block(_ height: Int, time: Int64 = 3000) -> Block {
        Block(
            rules: bench.rules, height: height, previousHash: String(repeating: "1", count: 64), proposer: "a",
            timestamp: time, version: "v1")
    }

    private func state(_ folder: borrowing TemporaryDirectory) throws -> [UInt8] {
        try File.read(folder.file("data/\(SigningGuard.fileName)"), limit: 1 << 16)
    }

    @Test("a height is signed once, and none below it ever, also after a restart")
    func once() throws {
        let folder = try TemporaryDirectory(prefix: "sign-")
        let first = try signing(folder)
        #expect(try first.sign(block(5)).isSignedByProposer(in: bench.rules))
        for guarded in [first, try signing(folder)] {
            #expect(guarded.height == 5 && guarded.lastSigned?.height == 5)
            for again in [block(5), block(5, time: 6000), block(4)] {
                #expect(throws: SigningRefusal.self) { try guarded.sign(again) }
            }
        }
        #expect(try signing(folder).sign(block(6)).height == 6)
    }

    @Test("what was signed is on disk before the signature is handed out")
    func diskFirst() throws {
        let folder = try TemporaryDirectory(prefix: "sign-")
        let guarded = try signing(folder)
        let signed = try guarded.sign(block(9))
        #expect(String(decoding: try state(folder), as: UTF8.self).contains(signed.signature))
        try Directory.removeTree(folder.file("data"))
        #expect(throws: SigningRefusal.self) { try guarded.sign(block(10)) }
    }

    @Test("a data folder put back from a backup is refused, and so is one whose state is gone")
    func restored() throws {
        let folder = try TemporaryDirectory(prefix: "sign-")
        let guarded = try signing(folder)
        _ = try guarded.sign(block(5))
        let old = try state(folder)
        _ = try guarded.sign(block(7))
        let path = folder.file("data/\(SigningGuard.fileName)")
        try AtomicFile.write(old, to: path)
        let error = #expect(throws: NodeError.self) { try signing(folder) }
        #expect(error?.code == .signingState)
        #expect(error?.message.contains("ends at height 5") == true && error?.message.contains("height 7") == true)
        try File.remove(path)
        #expect(throws: NodeError.self) { try signing(folder) }
        // What the message says to do when the newest state is lost for good.
        let mark = try File.read(folder.file("key\(SigningGuard.markSuffix)"), limit: 4096)
        try AtomicFile.write(mark, to: path)
        let again = try signing(folder)
        #expect(throws: SigningRefusal.self) { try again.sign(block(7)) }
        #expect(try again.sign(block(8)).height == 8)
    }

    @Test("a state that lost both marks stops signing when its own block is seen above it")
    func seenAbove() throws {
        let folder = try TemporaryDirectory(prefix: "sign-")
        let guarded = try signing(folder)
        _ = try guarded.sign(block(5))
        guarded.saw(ownBlockAt: 5)
        #expect(guarded.refusal == nil)
        guarded.saw(ownBlockAt: 6)
        #expect(guarded.refusal?.contains("ends at height 5") == true)
        #expect(throws: SigningRefusal.self) { try guarded.sign(block(8)) }
    }

    @Test("a block that was signed and not written before a kill is taken up again")
    func resumed() throws {
        let folder = try TemporaryDirectory(prefix: "sign-")
        let guarded = try signing(folder)
        let chain = try bench.chain(in: folder, "data")
        let slot = (0...2).map { bench.start + $0 }.first { bench.rules.proposer(of: $0) == "a" } ?? 0
        let candidate = try #require(chain.candidate(by: "a", version: "v1", now: slot * 1000))
        let signed = try guarded.sign(candidate)
        let making = BlockMaking(
            validator: "a", version: "v1", chain: chain, signing: try signing(folder),
            turns: Turns(rules: bench.rules, node: "a"), log: NodeLog(context: []), isWanted: { true },
            announce: { _ in })
        making.resume()
        #expect(chain.tip == signed)
        making.make(now: (slot + 3) * 1000)
        #expect(chain.tip.height == 2 && chain.tip.isSignedByProposer(in: bench.rules))
    }
}
