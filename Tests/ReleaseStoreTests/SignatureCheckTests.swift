import Files
import FleetModel
import ReleaseStore
import Testing

@Suite("signatures that a project demands", .timeLimit(.minutes(2)))
struct SignatureCheckTests {
    private let bench: ReleaseBench

    init() throws { bench = try ReleaseBench() }

    @Test("enough signers are enough, and are named")
    func enough() async throws {
        try await bench.allow("alice", "bob", "carol")
        try await bench.sign("bob")
        try await bench.sign("alice")
        let proven = try await bench.folder.prove(bench.demand(2), at: ReleaseBench.now)
        #expect(proven.signers == ["alice", "bob"])
        #expect(await bench.refusal(bench.demand(3))?.code == .unsigned)
    }

    @Test("one signer counts once, whatever number of files and keys")
    func once() async throws {
        try await bench.allow("alice", "bob")
        try await bench.sign("alice")
        try bench.write("release.yaml.again.sig", try bench.read("release.yaml.alice.sig"))
        #expect(await bench.refusal(bench.demand(2))?.code == .unsigned)
        // Bob's key, under Alice's name.
        try await bench.sign("bob")
        #expect(await bench.refusal(bench.demand(2)) == nil)
        let file = bench.directory.file("allowed_signers")
        let text = String(decoding: try File.read(file, limit: 1 << 16), as: UTF8.self)
        try AtomicFile.write(Array(text.replacing("bob ", with: "bob,alice ").utf8), to: file)
        #expect(await bench.refusal(bench.demand(2))?.code == .unsigned)
    }

    @Test("nothing is used without a manifest, a signature, or the list of signers")
    func absent() async throws {
        #expect(await bench.refusal(bench.demand())?.code == .unsigned, "no list of signers")
        try await bench.allow("alice")
        #expect(await bench.refusal(bench.demand())?.code == .unsigned, "no signature")
        try await bench.sign("alice")
        #expect(await bench.refusal(bench.demand()) == nil)
        #expect(await bench.refusal(bench.demand(revoked: "lost"))?.code == .unsigned, "no list of revoked keys")
        for name in ["release.yaml", "sbom.json"] { try File.remove(bench.folder.file(name)) }
        #expect(await bench.refusal(bench.demand())?.code == .unsigned, "no manifest")
    }

    @Test("a signature for another purpose, by a stranger, or revoked counts for nothing")
    func useless() async throws {
        try await bench.allow("alice", "mallory")
        try await bench.allow("alice")
        try await bench.sign("mallory")
        #expect(
            await bench.refusal(bench.demand())?.facts.contains { $0.contains("is not among the allowed signers") }
                == true)
        try await bench.sign("alice", namespace: "git")
        #expect(await bench.refusal(bench.demand())?.facts.contains { $0.contains("was made for 'git'") } == true)
        try await bench.sign("alice")
        #expect(await bench.refusal(bench.demand()) == nil)
        let krl = bench.directory.file("revoked")
        try await bench.run(["ssh-keygen", "-q", "-k", "-f", krl, bench.directory.file("alice.pub")])
        #expect(await bench.refusal(bench.demand(revoked: "revoked"))?.code == .unsigned)
    }

    @Test("a key that is not valid any more, or not yet, signs nothing")
    func validity() async throws {
        try await bench.allow("alice", options: "valid-before=\"20270101Z\"")
        try await bench.sign("alice")
        #expect(await bench.refusal(bench.demand()) == nil)
        let later = try #require(Timestamp("2027-01-02T00:00:00Z"))
        #expect(await bench.refusal(bench.demand(), at: later)?.code == .unsigned)
    }

    @Test("a list of signers that lets anybody in is refused with its place")
    func wildcard() async throws {
        try await bench.allow("alice")
        try await bench.sign("alice")
        let file = bench.directory.file("allowed_signers")
        let text = String(decoding: try File.read(file, limit: 1 << 16), as: UTF8.self)
        try AtomicFile.write(Array(text.replacing("alice ", with: "* ").utf8), to: file)
        let error = await bench.refusal(bench.demand())
        #expect(error?.diagnostics.first?.location?.file == file)
        #expect(error?.diagnostics.first?.message.contains("is a pattern") == true)
    }

    @Test("a signed manifest that was exchanged is refused before it is read")
    func exchanged() async throws {
        try await bench.allow("alice")
        try await bench.sign("alice")
        try bench.write("release.yaml", Array("nonsense: [".utf8))
        #expect(await bench.refusal(bench.demand())?.code == .unsigned)
    }
}
