import CanonicalJSON
import ChainCore
import Files
import GoldenVectors
import HTTPServer
import NodeFaults
import ReleaseStamp
import Testing

@testable import ReferenceNode

/// Golden vectors asked of a node, by `POST /v1/vectors` and at its start.
@Suite("node's golden vectors")
struct VectorAPITests {
    private let bench = Bench()
    private static let root = FilePath.parent(of: FilePath.parent(of: FilePath.parent(of: #filePath)))
    private static let path = "\(root)/vectors/network_b_vectors.json"

    private static func file() throws -> VectorFile {
        try VectorFile(parsing: try File.read(path, limit: VectorFile.largest), file: "vectors")
    }

    private func ask(_ body: [UInt8], of api: NodeAPI, method: String = "POST") -> HTTPServerResponse {
        api.answer(HTTPServerRequest(method: method, path: "/v1/vectors", body: body))
    }

    private func api(
        _ folder: borrowing TemporaryDirectory, core: any VectorEngine, mode: ConsensusMode = .legacy
    ) throws -> NodeAPI {
        let path = folder.file("data")
        try Directory.makeWithParents(path)
        let engine = FaultyEngine(base: RefactoredEngine(core: core), board: FaultBoard(file: nil))
        let consensus = Consensus(rules: bench.rules, mode: mode, refactored: engine, log: NodeLog(context: []))
        return try bench.api(try LocalChain(folder: path, consensus: consensus))
    }

    private func configuration(_ core: String) throws -> NodeConfiguration {
        try NodeConfiguration(
            parsing: Array(Bench.configuration("database: {path: /x}, rust: {\(core)}").utf8), file: "f")
    }

    @Test("both engines answer every vector as they have to, whatever the mode", arguments: ConsensusMode.allCases)
    func good(mode: ConsensusMode) throws {
        let folder = try TemporaryDirectory(prefix: "vectors-")
        let file = try Self.file()
        let response = ask(
            try CanonicalJSON.encode(file.questions), of: try api(folder, core: BuiltInCore(), mode: mode))
        #expect(response.status == 200)
        let answers = try CanonicalJSON.decode(VectorAnswers.self, from: response.body)
        #expect(answers.mode == mode.statsName && answers.engines.map(\.name) == ["legacy", "refactored"])
        for engine in answers.engines {
            let run = VectorRun(file, answers: engine.answers)
            #expect(run.count >= 60 && run.failures == [])
        }
    }

    @Test("a changed constant shows in the refactored engine, and there alone")
    func changed() throws {
        let folder = try TemporaryDirectory(prefix: "vectors-")
        let file = try Self.file()
        let response = ask(try CanonicalJSON.encode(file.questions), of: try api(folder, core: ChangedCore()))
        let answers = try CanonicalJSON.decode(VectorAnswers.self, from: response.body)
        let failures = answers.engines.map { VectorRun(file, answers: $0.answers).failures }
        #expect(failures[0] == [])
        #expect(failures[1].count >= 5 && failures[1].allSatisfy { $0.vector.hasPrefix("merkle_vectors/") })
    }

    @Test("what is no list of questions is refused with the reason")
    func refused() throws {
        let folder = try TemporaryDirectory(prefix: "vectors-")
        let api = try api(folder, core: BuiltInCore())
        for body in ["", "{}", "[]", #"{"digests":[],"trees":[],"headers":[],"sums":[]}"#] {
            let response = ask(Array(body.utf8), of: api)
            #expect(response.status == 400 && String(decoding: response.body, as: UTF8.self).contains("questions"))
        }
        #expect(ask([], of: api, method: "GET").status == 405)
        let odd = ask(Array(#"{"digests":["0"],"trees":[["00"]],"headers":[],"sums":[]}"#.utf8), of: api)
        #expect(odd.status == 200)
        let answers = try CanonicalJSON.decode(VectorAnswers.self, from: odd.body)
        #expect(answers.engines[0].answers == ["the vector itself is malformed", "the vector itself is malformed"])
    }

    @Test("a build's core has to pass the golden vectors that its configuration names before the node starts")
    func atStart() throws {
        let wanted = try configuration("golden_vectors: \(Self.path)")
        _ = try CoreChoice.core(wanted, fault: .none)
        let error = #expect(throws: NodeError.self) { try CoreChoice.core(wanted, fault: .changedConstant) }
        #expect(error?.code == .core && error?.message.contains("merkle_vectors/") == true)
        let missing = #expect(throws: NodeError.self) {
            try CoreChoice.core(try configuration("golden_vectors: /nowhere/vectors.json"), fault: .none)
        }
        #expect(missing?.code == .configuration && missing?.message.contains("rust.golden_vectors: ") == true)
    }

    @Test("the library that the configuration names is what the refactored engine calls")
    func library() throws {
        let built = try #require(
            ["\(Self.root)/.build/debug", "\(Self.root)/.build/release"].map { "\($0)/libcoinjecture_core.so" }
                .first { File.exists($0) }, "the library is not built: swift build")
        let core = try CoreChoice.core(
            try configuration("library_path: \(built), golden_vectors: \(Self.path)"), fault: .changedConstant)
        #expect(core is NativeCore)
        let engine = RefactoredEngine(core: core)
        for block in bench.branch(count: 5) {
            let own = try LegacyEngine().digests(of: block, in: bench.rules)
            #expect(try engine.digests(of: block, in: bench.rules) == own)
        }
        let error = #expect(throws: NodeError.self) {
            try CoreChoice.core(try configuration("library_path: \(Self.path)"), fault: .none)
        }
        #expect(error?.code == .configuration && error?.message.contains("rust.library_path: ") == true)
    }

    @Test("an engine whose core answers with a result code has failed, and says which")
    func failing() {
        struct BrokenCore: VectorEngine {
            func digest(of bytes: [UInt8]) -> VectorAnswer { .result(5) }
            func root(of hashes: [ChainHash]) -> VectorAnswer { .result(2) }
            func hash(of header: BlockHeader) -> VectorAnswer { .result(5) }
            func check(numbers: [Int64], target: Int64, chosen: [UInt32]) -> VectorAnswer { .result(5) }
        }
        let consensus = Consensus(
            rules: bench.rules, mode: .primary, refactored: RefactoredEngine(core: BrokenCore()),
            log: NodeLog(context: []))
        #expect(bench.branch(count: 3).allSatisfy { consensus.judge($0) == nil })
        #expect(consensus.statistics.fallbacks == 3 && consensus.statistics.coreErrors == 3)
    }
}
