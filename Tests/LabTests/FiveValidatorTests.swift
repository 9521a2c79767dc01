import Files
import FoundationEssentials
import Processes
import Testing

@testable import Lab

@Suite("five validators", .serialized)
struct FiveValidatorTests {
    private static let blockTime: Int64 = 250
    /// How long the chain runs undisturbed: ten minutes when there is time.
    private static let undisturbed: Duration =
        ProcessInfo.processInfo.environment["CJCTL_TEST_LONG"] == "1" ? .seconds(600) : .seconds(30)

    private struct StoredBlock: Decodable {
        let height: Int
        let proposer: String
        let block_hash: String
        let signature: String
    }

    /// Every block that any node ever wrote down, on whatever branch: no validator has two of one height.
    private static func expectNoDoubleSigning(_ up: LabDescription) throws {
        var signed: [String: Set<String>] = [:]
        for node in up.nodes {
            let bytes = try File.read("\(node.dataFolder)/blocks.jsonl", limit: 64 << 20)
            for line in bytes.split(separator: UInt8(ascii: "\n")) {
                // A node that is writing may show half a line at the end.
                guard let block = try? JSONDecoder().decode(StoredBlock.self, from: Data(line)) else { continue }
                signed["\(block.proposer) \(block.height)", default: []].insert(block.block_hash + block.signature)
            }
        }
        #expect(signed.count > 20)
        for (what, blocks) in signed { #expect(blocks.count == 1, "\(what) was signed twice") }
    }

    private static func finalHeights(_ views: [NodeView]) async -> [Int] {
        var heights: [Int] = []
        for view in views { heights.append(await view.status()?.finalized_height ?? -1) }
        return heights
    }

    @Test("they make one chain, finalise it while more than two thirds take part, and never sign a height twice")
    func wholeStory() async throws {
        let project = try TemporaryDirectory(prefix: "five-")
        let lab = try Lab(project: project.path)
        try await LabRun.with(lab) {
            let up = try await lab.up(LabPlan(nodes: 5, blockTime: Self.blockTime))
            let views = try up.nodes.map { try NodeView(lab, up, $0.name) }
            await lab.wait(Self.undisturbed)
            let heights = try await lab.status().nodes.map { $0.height ?? 0 }
            let slots = Int(Self.undisturbed / .milliseconds(Self.blockTime))
            #expect((heights.min() ?? 0) > slots * 8 / 10, "\(heights) of \(slots) slots")
            try await LabRun.expectOneChain(up, at: max(1, (heights.min() ?? 0) - 1000)...(heights.min() ?? 0))
            for final in await Self.finalHeights(views) { #expect(final >= (heights.min() ?? 0) - 10) }

            try await withoutQuorum(lab, views)
            try await kills(views[2])
            try await restoredFolder(views[4])
            try Self.expectNoDoubleSigning(up)
            try await LabRun.eventually("all five finalise again") {
                let finals = await Self.finalHeights(views)
                return finals.min() ?? 0 > (heights.max() ?? 0) + 10
            }
            let last = await Self.finalHeights(views).min() ?? 0
            try await LabRun.expectOneChain(up, at: last - 10...last)
        }
    }

    /// Of a node that was just started: the longer its chain, the later it answers.
    private static func heightOnceItAnswers(_ view: NodeView) async throws -> Int {
        var height: Int?
        try await LabRun.eventually("\(view.node.name) answers") {
            height = await view.status()?.height
            return height != nil
        }
        return try #require(height)
    }

    /// Three of five are less than two thirds: blocks go on, nothing becomes final until the others are back.
    private func withoutQuorum(_ lab: Lab, _ views: [NodeView]) async throws {
        for view in views[3...] { #expect(try await view.script("stop").status.isSuccess) }
        let rest = Array(views[..<3])
        let began = try #require(await rest[0].status())
        // What two of them built on before they stopped may still be confirmed by the others, but no block after that.
        try await LabRun.eventually("twelve blocks without the two") {
            await rest[0].status()?.height ?? 0 >= began.height + 12
        }
        let after = await Self.finalHeights(rest)
        #expect(after.max() ?? 0 <= began.height + 1, "\(after) from \(began.height)")
        for view in views[3...] { #expect(try await view.script("start").status.isSuccess) }
        try await LabRun.eventually("final again beyond where it stopped") {
            await Self.finalHeights(views).min() ?? 0 > began.height + 12
        }
    }

    private func kills(_ view: NodeView) async throws {
        for _ in 0..<5 {
            let pid = try #require(try view.service())
            #expect(ProcessIdentity(pid: pid)?.signal(9) == true)
            try await LabRun.eventually("it is gone") { try view.service() == nil }
            #expect(try await view.script("start").status.isSuccess)
            let height = try await Self.heightOnceItAnswers(view)
            try await LabRun.eventually("it goes on") { await view.status()?.height ?? 0 > height + 1 }
        }
    }

    /// The whole data folder from before, as a backup would bring it back: the node does not start with it.
    private func restoredFolder(_ view: NodeView) async throws {
        let files = ["blocks.jsonl", "priv_validator_state.json"]
        func content() throws -> [[UInt8]] {
            try files.map { try File.read("\(view.node.dataFolder)/\($0)", limit: 64 << 20) }
        }
        #expect(try await view.script("stop").status.isSuccess)
        let old = try content()
        #expect(try await view.script("start").status.isSuccess)
        let height = try await Self.heightOnceItAnswers(view)
        try await LabRun.eventually("it has had its turn") { await view.status()?.height ?? 0 > height + 8 }
        #expect(try await view.script("stop").status.isSuccess)
        let new = try content()
        #expect(new[1] != old[1])
        for (file, bytes) in zip(files, old) { try AtomicFile.write(bytes, to: "\(view.node.dataFolder)/\(file)") }
        // Whether the script still sees it end depends on how long the chain is that it reads first.
        _ = try await view.script("start")
        try await LabRun.eventually("it has ended") { try view.service() == nil }
        let log = try File.read(view.node.logFile, limit: 64 << 20)
        #expect(String(decoding: log.suffix(4096), as: UTF8.self).contains("this data folder is an old one"))
        // The chain may be an old one, the state not: the peers have the rest.
        try AtomicFile.write(new[1], to: "\(view.node.dataFolder)/\(files[1])", mode: 0o600)
        #expect(try await view.script("start").status.isSuccess)
    }
}
