import CanonicalJSON
import ChainCore
import Files
import Processes
import Testing

@testable import GoldenVectors

@Suite("golden vectors")
struct GoldenVectorsTests {
    private static let root = FilePath.parent(of: FilePath.parent(of: FilePath.parent(of: #filePath)))
    private static let path = "\(root)/vectors/network_b_vectors.json"
    private static func file() throws -> VectorFile {
        try VectorFile(parsing: try File.read(path, limit: VectorFile.largest), file: "vectors")
    }

    private static func builtLibrary() throws -> String {
        let folder = try #require(
            ["\(root)/.build/debug", "\(root)/.build/release"].first { File.exists("\($0)/libcoinjecture_core.so") },
            "the library is not built: swift build")
        return "\(folder)/libcoinjecture_core.so"
    }

    @Test("the core in this program passes at least sixty vectors of every kind")
    func builtIn() throws {
        let file = try Self.file()
        #expect(file.count >= 60)
        #expect(!file.merkle_vectors.isEmpty && !file.block_header_vectors.isEmpty && !file.subset_sum_vectors.isEmpty)
        #expect(VectorRun(file, on: BuiltInCore()).failures.isEmpty)
    }

    @Test("the shared library passes them from here, from C and from Python")
    func sharedLibrary() async throws {
        let library = try Self.builtLibrary()
        #expect(try VectorRun(Self.file(), on: NativeCore(path: library)).failures.isEmpty)

        let folder = try TemporaryDirectory(prefix: "vectors-")
        let checker = folder.file("checker")
        let compiled = try await ProcessRunner.run(
            [
                "clang", "-Wall", "-Werror", "-I", "\(Self.root)/Sources/Testnet/CChainCore/include", "-o", checker,
                "\(Self.root)/script/core/vectors.c", library,
            ], deadline: .seconds(60))
        try #require(compiled.status.isSuccess, "\(compiled.errorText)")
        let script = "\(Self.root)/script/core/vectors.py"
        let shell =
            "python3 -B \(script) - \(Self.path) --lines | \(checker) && python3 -B \(script) \(library) \(Self.path)"
        let said = try await ProcessRunner.run(["sh", "-c", shell], deadline: .seconds(60))
        let count = try Self.file().count
        #expect(said.outputText == String(repeating: "\(count) of \(count) vectors passed\n", count: 2))
        #expect(said.status.isSuccess, "\(said.errorText)")
    }

    @Test("the shared library shows its four functions and nothing else, and needs no Swift runtime")
    func exports() async throws {
        let library = try Self.builtLibrary()
        let symbols = try await ProcessRunner.run(
            ["nm", "-D", "--defined-only", "--extern-only", "--format=posix", library], deadline: .seconds(30))
        let names = symbols.outputText.split(separator: "\n").compactMap { $0.split(separator: " ").first }
        #expect(
            Set(names) == [
                "coinjecture_sha256_hash", "coinjecture_compute_merkle_root", "coinjecture_compute_header_hash",
                "coinjecture_verify_subset_sum",
            ])
        let needed = try await ProcessRunner.run(["readelf", "-d", library], deadline: .seconds(30)).outputText
        #expect(needed.contains("libcrypto.so.3") && !needed.lowercased().contains("swift"))
    }

    @Test("an independent library with the documented constants passes")
    func independent() async throws {
        let folder = try TemporaryDirectory(prefix: "vectors-")
        let library = try await SampleCore.build(in: folder)
        #expect(try VectorRun(Self.file(), on: NativeCore(path: library)).failures == [])
    }

    @Test("one changed constant is caught, by the vectors of its kind", arguments: ["LEAF", "NODE", "HEADER"])
    func changedConstant(name: String) async throws {
        let folder = try TemporaryDirectory(prefix: "vectors-")
        let value = try #require(SampleCore.right[name])
        let library = try await SampleCore.build(in: folder, changing: [name: name == "HEADER" ? 179 : value + 2])
        let failures = try VectorRun(Self.file(), on: NativeCore(path: library)).failures
        #expect(failures.count >= 5)
        let kind = name == "HEADER" ? "block_header_vectors/" : "merkle_vectors/"
        #expect(failures.allSatisfy { $0.vector.hasPrefix(kind) && $0.expected != $0.found })
    }

    @Test("what is no library, or lacks a function, is said")
    func noLibrary() throws {
        #expect(throws: VectorError.self) { try NativeCore(path: Self.path) }
        let error = #expect(throws: VectorError.self) { try NativeCore(path: "/lib/x86_64-linux-gnu/libcrypto.so.3") }
        #expect(error?.code == .libraryInvalid)
    }

    @Test("a file without vectors passes nothing")
    func empty() throws {
        let text = """
            {"version":"1","test_vectors":[],"merkle_vectors":[],"block_header_vectors":[],"subset_sum_vectors":[]}
            """
        let error = #expect(throws: VectorError.self) { try VectorFile(parsing: Array(text.utf8), file: "f") }
        #expect(error?.code == .fileInvalid)
    }

    @Test("questions hold no word of what is expected, and an answer that is missing or one too many is a failure")
    func questions() throws {
        let file = try Self.file()
        let questions = file.questions
        #expect(questions.count == file.count)
        let text = String(decoding: try CanonicalJSON.encode(questions), as: UTF8.self)
        #expect(!text.contains("expected") && !text.contains("COINJ"))
        for vector in file.test_vectors.dropFirst() { #expect(!text.contains(vector.expected_hash)) }
        let again = try CanonicalJSON.decode(VectorQuestions.self, from: Array(text.utf8))
        let answers = again.answers(by: BuiltInCore())
        #expect(VectorRun(file, answers: answers).failures == [])
        #expect(VectorRun(file, answers: Array(answers.dropLast())).failures.map(\.found) == ["no answer"])
        #expect(VectorRun(file, answers: []).failures.count == file.count)
        #expect(VectorRun(file, answers: answers + ["more"]).failures.map(\.vector) == ["all"])
    }
}
