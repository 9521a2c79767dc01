import ELF
import Files
import Processes
import Testing

@Suite("Shared libraries")
struct SharedLibraryTests {
    /// Makes a library of a line of C.
    private func make(_ text: String, _ options: [String], in directory: borrowing TemporaryDirectory) async throws
        -> [UInt8]
    {
        try AtomicFile.write(Array(text.utf8), to: directory.file("a.c"))
        let made = try await ProcessRunner.run(
            ["clang", "-shared", "-fPIC", "-o", directory.file("liba.so"), directory.file("a.c")] + options,
            deadline: .seconds(60))
        try #require(made.status.isSuccess, "\(made.errorText)")
        return try File.read(directory.file("liba.so"), limit: SharedLibrary.largest)
    }

    private func said(_ words: [String]) async throws -> String {
        let result = try await ProcessRunner.run(words, deadline: .seconds(60))
        try #require(result.status.isSuccess, "\(result.errorText)")
        return result.outputText
    }

    private static let source = """
        #include <math.h>
        static int hidden(void) { return 1; }
        __attribute__((visibility("hidden"))) int internal(void) { return hidden(); }
        __attribute__((weak)) int weak(void) { return internal(); }
        int data = 3;
        double call(double x) { return cos(x) + weak(); }

        """

    @Test("exported symbols are those of nm -D, and needed libraries those of readelf -d")
    func beside() async throws {
        let directory = try TemporaryDirectory(prefix: "elf")
        let bytes = try await make(
            Self.source, ["-lm", "-Wl,-rpath,$ORIGIN:/opt/x", "-Wl,--no-as-needed", "-ldl"], in: directory)
        let library = try SharedLibrary(bytes)
        let names = try await said([
            "nm", "-D", "--defined-only", "--without-symbol-versions", directory.file("liba.so"),
        ])
        .split(separator: "\n").compactMap { $0.split(separator: " ").last.map(String.init) }
        #expect(library.exported == names.sorted())
        #expect(
            Set(library.exported).isSuperset(of: ["call", "data", "weak"]) && !library.exported.contains("internal"))
        let dynamic = try await said(["readelf", "-d", "-W", directory.file("liba.so")])
        for needed in library.needed { #expect(dynamic.contains("Shared library: [\(needed)]")) }
        #expect(dynamic.split(separator: "\n").count { $0.contains("(NEEDED)") } == library.needed.count)
        #expect(library.needed.contains("libm.so.6") && library.searchPath == ["$ORIGIN", "/opt/x"])
    }

    @Test("what is none is told apart")
    func foreign() async throws {
        #expect(throws: ELFError.notELF) { try SharedLibrary([]) }
        #expect(throws: ELFError.notELF) { try SharedLibrary([UInt8](repeating: 0, count: 4096)) }
        let directory = try TemporaryDirectory(prefix: "elf")
        var bytes = try await make("int x;\n", [], in: directory)
        bytes[4] = 1
        #expect(throws: ELFError.unsupported) { try SharedLibrary(bytes) }
        bytes[4] = 2
        bytes[16] = 1
        #expect(throws: ELFError.notShared) { try SharedLibrary(bytes) }
    }

    @Test("a library that is cut off or has a changed byte in its tables is read or refused, and never traps")
    func damaged() async throws {
        let directory = try TemporaryDirectory(prefix: "elf")
        let bytes = try await make(Self.source, ["-lm"], in: directory)
        for length in stride(from: 0, to: bytes.count, by: 211) { _ = try? SharedLibrary(Array(bytes[..<length])) }
        for place in stride(from: 0, to: bytes.count, by: 29) {
            for value in [UInt8(0xff), bytes[place] ^ 0x80] {
                var changed = bytes
                changed[place] = value
                _ = try? SharedLibrary(changed)
            }
        }
    }
}
