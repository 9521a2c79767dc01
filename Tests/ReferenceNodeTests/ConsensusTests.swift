import CanonicalJSON
import Files
import HTTPServer
import NodeFaults
import Testing

@testable import ReferenceNode

@Suite("two engines")
struct ConsensusTests {
    private let bench = Bench()

    /// A consensus whose refactored engine errs as the faults say.
    private func consensus(_ mode: ConsensusMode, _ faults: NodeFaults, in folder: borrowing TemporaryDirectory) throws
        -> Consensus
    {
        let file = folder.file("faults.json")
        try AtomicFile.write(try CanonicalJSON.encode(faults), to: file)
        let engine = FaultyEngine(base: RefactoredEngine(), board: FaultBoard(file: file))
        return Consensus(rules: bench.rules, mode: mode, refactored: engine, log: NodeLog(context: []))
    }

    @Test("both engines say the same of every block, good or bad")
    func agreement() throws {
        let blocks = bench.branch(count: 20)
        for block in [bench.rules.genesis] + blocks {
            let new = try RefactoredEngine().digests(of: block, in: bench.rules)
            #expect(try LegacyEngine().digests(of: block, in: bench.rules) == new)
            #expect(new.hash == (block.height == 0 ? nil : block.hash))
        }
    }

    @Test("every mode takes good blocks and refuses those of another network", arguments: ConsensusMode.allCases)
    func modes(mode: ConsensusMode) throws {
        let consensus = Bench.consensus(bench.rules, mode: mode)
        let good = bench.branch(count: 3)
        #expect(good.allSatisfy { consensus.judge($0) == nil })
        let foreign = Bench.signed(
            Block(
                rules: Bench.rules("other"), height: 1, previousHash: bench.rules.genesis.hash, proposer: "a",
                timestamp: 3000, version: "v1"))
        #expect(consensus.judge(foreign) == .hashDiffers)
        #expect(consensus.statistics.totalVerifications == 4)
        #expect(consensus.statistics.matches == (mode == .shadow ? 4 : 0))
        #expect(consensus.statistics.divergences == 0 && consensus.statistics.coreErrors == 0)
    }

    @Test("in shadow mode a divergence is counted and the legacy engine's word counts")
    func divergence() throws {
        let folder = try TemporaryDirectory(prefix: "engines-")
        var faults = NodeFaults()
        faults.divergence = 0.25
        let consensus = try consensus(.shadow, faults, in: folder)
        #expect(bench.branch(count: 20).allSatisfy { consensus.judge($0) == nil })
        #expect(consensus.statistics.divergences == 5)
        #expect(consensus.statistics.matches == 15)
    }

    @Test("shadow mode compares the blocks of the validator that it is told, and of nobody else")
    func comparison() throws {
        let blocks = bench.branch(count: 20)
        let consensus = Consensus(
            rules: bench.rules, mode: .shadow, comparison: ShadowComparison(validator: "b"), log: NodeLog(context: []))
        #expect(blocks.allSatisfy { consensus.judge($0) == nil })
        let own = blocks.count { $0.proposer == "b" }
        #expect(own > 0 && consensus.statistics.matches == own && consensus.statistics.refactored.calls == own)
        #expect(consensus.statistics.legacy.calls == 20)
    }

    @Test("in primary mode a failure falls back to the legacy engine; in only mode the block is refused")
    func failures() throws {
        let folder = try TemporaryDirectory(prefix: "engines-")
        var faults = NodeFaults()
        faults.coreErrors = 0.5
        let primary = try consensus(.primary, faults, in: folder)
        #expect(bench.branch(count: 10).allSatisfy { primary.judge($0) == nil })
        #expect(primary.statistics.fallbacks == 5 && primary.statistics.coreErrors == 5)
        let only = try consensus(.only, faults, in: folder)
        #expect(bench.branch(count: 10).count { only.judge($0) == .engineFailed } == 5)
        #expect(only.statistics.fallbacks == 0 && only.statistics.coreErrors == 5)
    }

    @Test("modes are read under all their names")
    func names() throws {
        for (mode, names) in [
            (ConsensusMode.legacy, ["LEGACY_ONLY", "legacy", "legacy_only"]), (.shadow, ["SHADOW", "shadow"]),
            (.primary, ["REFACTORED_PRIMARY", "rust", "refactored_primary", "primary"]),
            (.only, ["REFACTORED_ONLY", "final", "refactored_only", "only"]),
        ] {
            for name in names { #expect(ConsensusMode(named: name) == mode) }
        }
        #expect(ConsensusMode(named: "python") == nil)
        #expect(try ConsensusMode.wanted(by: ["CODEC_MODE": "shadow", "use_rust_bindings": "true"]) == .shadow)
        #expect(try ConsensusMode.wanted(by: ["use_rust_bindings": "true"]) == .primary)
        #expect(try ConsensusMode.wanted(by: ["USE_RUST_BINDINGS": "0"]) == .legacy)
        #expect(try ConsensusMode.wanted(by: [:]) == nil)
        #expect(throws: NodeError.self) { try ConsensusMode.wanted(by: ["CODEC_MODE": "x"]) }
    }

    @Test("the mode is set by whoever knows the token, and said by the statistics")
    func endpoint() throws {
        let folder = try TemporaryDirectory(prefix: "engines-")
        let chain = try bench.chain(in: folder)
        let api = try bench.api(chain, token: "word")
        func post(_ body: String, _ token: String?, to api: NodeAPI) -> Int {
            let headers = token.map { [(name: "Authorization", value: "Bearer \($0)")] } ?? []
            return api.answer(
                HTTPServerRequest(
                    method: "POST", path: "/v1/consensus/mode", headers: headers, body: Array(body.utf8))
            ).status
        }
        #expect(post(#"{"mode":"rust"}"#, nil, to: api) == 401)
        #expect(post(#"{"mode":"rust"}"#, "other", to: api) == 401)
        #expect(post(#"{"mode":"rust"}"#, "word", to: try bench.api(chain)) == 403)
        #expect(post(#"{"mode":"python"}"#, "word", to: api) == 400)
        #expect(chain.consensus.mode == .legacy)
        #expect(post(#"{"mode":"rust"}"#, "word", to: api) == 200)
        #expect(chain.consensus.mode == .primary)
        let said = api.answer(HTTPServerRequest(method: "GET", path: "/v1/consensus/stats"))
        #expect(String(decoding: said.body, as: UTF8.self).contains(#""mode":"rust""#))
    }
}
