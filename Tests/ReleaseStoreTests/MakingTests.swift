import Files
import FleetModel
import Processes
import ReleaseStore
import Testing

@Suite("releases are made, signed, packed and removed", .timeLimit(.minutes(2)))
struct MakingTests {
    private let bench: ReleaseBench
    private let made: ReleaseFolder

    init() throws {
        bench = try ReleaseBench()
        made = ReleaseFolder(
            name: try #require(ReleaseName(rawValue: "phase1-verify-5.0.0")),
            path: bench.directory.file("releases/phase1-verify-5.0.0"), binary: "coinjectured")
        for (name, mode) in [("coinjectured", 0o755), ("libcj.so.1", 0o644), ("sbom.json", 0o600)] as [(String, UInt32)]
        {
            try AtomicFile.write(Array("\(name) of 5\n".utf8), to: bench.directory.file(name), mode: mode)
        }
    }

    private var header: ReleaseHeader {
        var header = ReleaseHeader(sequence: 9)
        header.expires = Timestamp("2027-02-20T00:00:00Z")
        header.fromVersion = SemanticVersion("4.0.0")
        header.isStateBreaking = true
        header.revertibleUntilHeight = 12
        header.toolchain = #"a "quoted" \ one"#
        return header
    }

    private func make(_ files: String...) throws {
        _ = try made.make(
            header,
            ReleaseAdditions(files: files.map { bench.directory.file($0) }, sbom: bench.directory.file("sbom.json")))
    }

    @Test("what was made proves, and its manifest is read as it was meant")
    func make() async throws {
        try make("coinjectured", "libcj.so.1")
        let proven = try await made.prove(nil, at: ReleaseBench.now)
        let manifest = try #require(proven.manifest)
        #expect(manifest.toolchain == header.toolchain && manifest.expires == header.expires)
        #expect(manifest.isStateBreaking && manifest.revertibleUntilHeight == 12 && manifest.sequence == 9)
        #expect(manifest.files.map(\.mode) == [.program, .data])
        #expect(manifest.sbom?.name == "sbom.json")
        try await bench.run(["/bin/sh", "-c", "cd '\(made.path)' && sha256sum --strict -c coinjectured.sha256"])
    }

    @Test("a release that cannot be made leaves nothing behind")
    func refused() throws {
        let parent = bench.directory.file("releases")
        let before = try Directory.list(parent)
        #expect(throws: ReleaseError.self) { try make("libcj.so.1") }
        #expect(throws: ReleaseError.self) { try make("coinjectured", "absent") }
        try AtomicFile.write([1], to: bench.directory.file("a b"))
        #expect(throws: ReleaseError.self) { try make("coinjectured", "a b") }
        #expect(try Directory.list(parent) == before)
        try make("coinjectured")
        #expect(throws: ReleaseError.self, "it is there already") { try make("coinjectured") }
    }

    @Test("files are added until somebody has signed")
    func add() async throws {
        try make("coinjectured")
        _ = try made.add(ReleaseAdditions(files: [bench.directory.file("libcj.so.1")]))
        #expect(try await made.prove(nil, at: ReleaseBench.now).release.files.count == 2)
        try await bench.allow("alice")
        let signed = try await made.sign(key: bench.directory.file("alice"), at: ReleaseBench.now)
        #expect(File.exists(signed.file))
        #expect(try await made.prove(bench.demand(), at: ReleaseBench.now).signers == ["alice"])
        #expect(throws: ReleaseError.self) {
            try made.add(ReleaseAdditions(files: [bench.directory.file("libcj.so.1")]))
        }
    }

    @Test("nobody vouches for a release that does not prove")
    func unproven() async throws {
        try make("coinjectured")
        try await bench.allow("alice")
        try AtomicFile.write([1], to: made.file("coinjectured"), mode: 0o755)
        await #expect(throws: ReleaseError.self) {
            try await made.sign(key: bench.directory.file("alice"), at: ReleaseBench.now)
        }
        #expect(try made.signatures().isEmpty)
    }

    @Test("an archive has the same bytes wherever and whenever it is made", arguments: ["tar", "tar.gz"])
    func archive(suffix: String) async throws {
        try make("coinjectured", "libcj.so.1")
        let (first, second) = (bench.directory.file("1.\(suffix)"), bench.directory.file("2.\(suffix)"))
        try await made.archive(to: first)
        // Another order of making, other times, other permissions.
        let copy = bench.directory.file("elsewhere")
        try Directory.make(copy)
        try await bench.run([
            "/bin/sh", "-c",
            "cp -r '\(made.path)' '\(copy)'/ && touch -d 2001-01-01 '\(copy)'/*/* && chmod g+w '\(copy)'/*/*",
        ])
        let other = ReleaseFolder(name: made.name, path: "\(copy)/\(made.name)", binary: made.binary)
        try await other.archive(to: second)
        #expect(try File.read(first, limit: 1 << 20) == File.read(second, limit: 1 << 20))
        #expect(!File.exists(first + ".part"))
        let back = bench.directory.file("back")
        try Directory.make(back)
        try await bench.run(["tar", "-xf", first, "-C", back])
        let unpacked = ReleaseFolder(name: made.name, path: "\(back)/\(made.name)", binary: made.binary)
        #expect(try await unpacked.prove(nil, at: ReleaseBench.now) == made.prove(nil, at: ReleaseBench.now))
    }

    @Test("a removed release is gone with all of it")
    func remove() throws {
        try make("coinjectured")
        try made.remove()
        #expect(try Directory.list(bench.directory.file("releases")) == ["v4.0.0"])
    }
}
