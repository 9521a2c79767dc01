import Files
import Lab
import Processes
import ReleaseStamp
import Testing

/// `cjctl vectors verify` on libraries that nobody should roll out.
@Suite("vectors verify, the program")
struct VectorsTests {
    private static let functions = """
        #include <stdlib.h>
        int coinjecture_sha256_hash() { abort(); }
        int coinjecture_compute_merkle_root() { return 0; }
        int coinjecture_verify_subset_sum() { return 0; }

        """
    private static let last = "int coinjecture_compute_header_hash() { return 0; }\n"

    private func make(_ name: String, _ text: String, _ options: [String], in folder: String) async throws {
        try AtomicFile.write(Array(text.utf8), to: "\(folder)/\(name).c")
        let made = try await ProcessRunner.run(
            ["clang", "-w", "-shared", "-fPIC", "-o", "\(folder)/\(name)", "\(folder)/\(name).c"] + options,
            deadline: .seconds(60))
        try #require(made.status.isSuccess, "\(made.errorText)")
    }

    @Test("one that lacks a function, needs what is not there, or crashes is refused, and cjctl lives")
    func refused() async throws {
        let directory = try TemporaryDirectory(prefix: "vectors")
        let folder = directory.path
        let vectors = FilePath.join(InventoryCase.root, "vectors/network_b_vectors.json")
        let program = BuiltProgram(folder: folder)
        func verify(_ name: String) async throws -> Said {
            try await program.expect(1, ["vectors", "verify", "--library", name, "--vectors", vectors])
        }
        try await make("three.so", Self.functions, [], in: folder)
        let three = try await verify("three.so")
        #expect(three.text.contains("missing   coinjecture_compute_header_hash"), "\(three)")

        try await make("libstub.so", "int stub() { return 0; }\n", [], in: folder)
        try await make(
            "needy.so", Self.functions + Self.last + "int stub(); int call() { return stub(); }\n",
            ["-L", folder, "-lstub"], in: folder)
        let needy = try await verify("needy.so")
        #expect(needy.text.contains("libstub.so => not found (needed by needy.so)"), "\(needy)")

        try await make("crash.so", Self.functions + Self.last, [], in: folder)
        let crash = try await verify("crash.so")
        #expect(crash.text.contains("ended the process that asked it"), "\(crash)")

        try AtomicFile.write(Array("no library\n".utf8), to: "\(folder)/text.so")
        let text = try await verify("text.so")
        #expect(text.text.contains("it is no ELF file"), "\(text)")
    }

    @Test(
        "nodes whose constant is changed are found while they are healthy, and so is one that is silent",
        .enabled(if: Needs.sshd, Needs.sshdReason))
    func nodes() async throws {
        try await Rehearsal.with(nodes: 2) { rehearsal in
            let program = rehearsal.program
            let vectors = ["--vectors", FilePath.join(InventoryCase.root, "vectors/network_b_vectors.json")]
            func verify(_ code: Int32, _ words: String...) async throws -> Said {
                try await program.expect(code, ["vectors", "verify"] + words + vectors)
            }
            let good = try await verify(0, "--node", "all")
            for node in rehearsal.nodes {
                for engine in ["legacy", "refactored"] {
                    let line = "vectors passed   \(node.name), \(engine) engine (mode legacy)"
                    #expect(good.text.contains(line), "\(good)")
                }
            }
            _ = try await rehearsal.lab.makeRelease("v4.0.1", fault: .changedConstant)
            try await program.expect(0, rehearsal.rollout("--through", "full", release: "v4.0.1"))
            let url = rehearsal.nodes[0].apiURL
            let bad = try await verify(1, "--node", "\(url)/")
            #expect(bad.text.contains("\(url)/   merkle_vectors/"), "\(bad)")
            #expect(bad.text.contains("\(url)/, refactored engine") && bad.text.contains("  expected  "), "\(bad)")
            #expect(!bad.text.contains("test_vectors/") && !bad.text.contains("_header_vectors/"), "\(bad)")

            let silent = try await verify(1, "--node", "http://127.0.0.1:1")
            #expect(silent.text.contains("http://127.0.0.1:1   was not asked: "), "\(silent)")
            let noHost = try await verify(64, "--node", "http://")
            #expect(noHost.text.contains("--node 'http://' has no host"), "\(noHost)")
            let unknown = try await verify(64, "--node", "nobody")
            #expect(unknown.text.contains("--node: ") && unknown.errors.count == 1, "\(unknown)")
            let both = try await verify(64, "--node", "all", "--library", "x.so")
            #expect(both.text.contains("--library and --node are two questions"), "\(both)")
        }
    }
}
