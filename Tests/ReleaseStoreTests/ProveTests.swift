import Files
import FleetModel
import ReleaseStore
import Testing

@Suite("a release is proven", .timeLimit(.minutes(2)))
struct ProveTests {
    private let bench: ReleaseBench

    init() throws { bench = try ReleaseBench() }

    @Test("a whole release is proven with what its manifest says")
    func whole() async throws {
        let proven = try await bench.folder.prove(nil, at: ReleaseBench.now)
        #expect(proven.release.sequence == 7)
        #expect(proven.release.files.map(\.name) == ["coinjectured"])
        #expect(proven.manifest?.version == SemanticVersion("4.0.0"))
        #expect(proven.signers.isEmpty)
        let listing = try bench.read("coinjectured.sha256")
        #expect(
            proven.release.digest.description == ReleaseBench.digest(listing), "the store's address is the listing's")
    }

    @Test("a folder with checksums alone is a release, without a sequence")
    func checksumsAlone() async throws {
        for name in ["release.yaml", "sbom.json"] { try File.remove(bench.folder.file(name)) }
        let proven = try await bench.folder.prove(nil, at: ReleaseBench.now)
        #expect(proven.manifest == nil && proven.release.sequence == nil)
    }

    @Test(
        "what a person reads and signatures may lie beside it, nothing else may",
        arguments: [
            ("NOTES.md", true), ("release.yaml.alice.sig", true), ("coinjectured.sig", false), ("core", false),
            (".hidden", false), ("other.sha256", false),
        ])
    func beside(name: String, isFine: Bool) async throws {
        try bench.write(name, Array("x".utf8))
        #expect(await bench.refusal()?.code == (isFine ? nil : .damaged))
    }

    @Test("a file that is not as it was is refused, whichever it is", arguments: ["coinjectured", "sbom.json"])
    func changed(name: String) async throws {
        var bytes = try bench.read(name)
        bytes[0] ^= 1
        try bench.write(name, bytes, mode: name == "sbom.json" ? 0o644 : 0o755)
        #expect(await bench.refusal()?.code == .damaged)
        try File.remove(bench.folder.file(name))
        #expect(await bench.refusal()?.code == .missing)
    }

    @Test("a link in the place of a file is refused, though it leads to the right bytes")
    func link() async throws {
        try AtomicFile.write(ReleaseBench.program, to: bench.directory.file("elsewhere"), mode: 0o755)
        try File.remove(bench.folder.file("coinjectured"))
        try File.makeSymbolicLink(bench.folder.file("coinjectured"), to: bench.directory.file("elsewhere"))
        #expect(await bench.refusal()?.code == .damaged)
    }

    @Test("the manifest and the checksums list the same, or nothing is used")
    func relation() async throws {
        let digest = ReleaseBench.digest(ReleaseBench.program)
        try bench.write("extra", ReleaseBench.program)
        try bench.write("coinjectured.sha256", Array("\(digest)  coinjectured\n\(digest)  extra\n".utf8))
        let error = await bench.refusal()
        #expect(error?.what.contains("do not list the same") == true)
        #expect(error?.facts.contains("file      extra") == true)
    }

    @Test(
        "size and mode are as the manifest says",
        arguments: [
            ("{coinjectured: {size: 1, mode: \"0755\", sha256: D}}", "the manifest says 1"),
            ("{coinjectured: {size: 21, mode: \"0644\", sha256: D}}", "the manifest says 0644"),
        ])
    func stated(files: String, expected: String) async throws {
        let files = files.replacing("D", with: ReleaseBench.digest(ReleaseBench.program))
        try bench.write("release.yaml", Array(ReleaseBench.manifest(["files": files]).utf8))
        #expect(await bench.refusal()?.what.contains(expected) == true)
    }

    @Test("freeze: a release is refused from the second on at which it expires")
    func expiry() async throws {
        let expires = try #require(Timestamp("2027-02-20T00:00:00Z"))
        #expect(await bench.refusal(at: Timestamp(clampingSeconds: expires.seconds - 1)) == nil)
        #expect(await bench.refusal(at: expires)?.code == .expired)
    }

    @Test("mix and match: the manifest of another release is refused")
    func otherRelease() async throws {
        try bench.write(
            "release.yaml", Array(ReleaseBench.manifest(["release": "v4.0.1", "version": "4.0.1"]).utf8))
        #expect(await bench.refusal()?.what.contains("is of v4.0.1") == true)
    }

    @Test("a manifest with mistakes is refused with all of them")
    func mistakes() async throws {
        try bench.write(
            "release.yaml", Array(ReleaseBench.manifest(["sequence": "0", "expires": "soon", "surprise": "1"]).utf8))
        let error = await bench.refusal()
        #expect(error?.code == .malformed)
        #expect(error?.diagnostics.count == 3)
    }
}
