import Checksums
import Files
import FleetConfig
import FleetModel
import SSHSignatures
import Testing

/// Bytes that nobody meant, for every reader of a release's files. A trap would end the process, and the test with it.
///
/// Inputs are mutations of `Fixtures/Releases/<reader>/`: what once was found stays there. The seed is fixed, so a failure
/// comes back. CJCTL_TEST_LONG goes on for ten minutes with each reader.
@Suite("readers of releases survive any bytes", .timeLimit(.minutes(60)))
struct FuzzTests {
    enum Reader: String, CaseIterable, Sendable {
        case manifest, listing, signature, signers, checksums
    }

    private static let corpus = FilePath.join(FilePath.parent(of: FilePath.parent(of: #filePath)), "Fixtures/Releases")
    /// The slowest that a reader may be with 64 KiB, far above what it needs.
    private static let patience = Duration.seconds(2)

    @Test("mutations of each kept input", arguments: Reader.allCases)
    func mutations(reader: Reader) async throws {
        let folder = FilePath.join(Self.corpus, reader.rawValue)
        let seeds = try Directory.list(folder).map { try File.read(FilePath.join(folder, $0), limit: 1 << 16) }
        try #require(!seeds.isEmpty)
        for seed in seeds { try await read(seed, reader) }
        var mutator = Mutator(seed: 20_261_120, inputs: seeds)
        let clock = ContinuousClock()
        let end = clock.now + (isLong ? .seconds(600) : .seconds(4))
        var count = 0
        while clock.now < end, isLong || count < 20_000 {
            let input = mutator.next()
            let taken = try await clock.measure { try await read(input, reader) }
            #expect(taken < Self.patience, "\(input)")
            count += 1
        }
        #expect(count > 100)
    }

    /// Reads, and holds what was read to what can be said of any input.
    private func read(_ input: [UInt8], _ reader: Reader) async throws {
        switch reader {
        case .manifest:
            guard let manifest = ReleaseManifestReader.read(input, file: "f").value else { return }
            let again = ReleaseManifestReader.read(Array(ReleaseManifestWriter.text(manifest).utf8), file: "f")
            #expect(again.value == manifest, "\(input)")
        case .listing:
            guard let entries = ReleaseListingReader.read(input, file: "f").value else { return }
            let files = entries.map { ReleaseFile(name: $0.name, size: 0, digest: $0.digest) }
            let again = ReleaseListingReader.read(Release.listing(of: files), file: "f").value ?? []
            #expect(again.map(\.name) == entries.map(\.name).sorted(), "\(input)")
            #expect(entries.allSatisfy { !$0.name.contains("/") && !$0.name.hasPrefix(".") }, "\(input)")
        case .signature:
            guard let signature = try? SSHSignature(armour: input) else { return }
            #expect(signature.armour == input)
        case .signers:
            guard case .success(let signers) = AllowedSigners.read(input) else { return }
            #expect(signers.signers.allSatisfy { $0.principals.allSatisfy { !$0.contains("*") && !$0.isEmpty } })
        case .checksums:
            let folder = try TemporaryDirectory(prefix: "fuzz")
            // Names in it may lead anywhere, so none of them is opened: the folder is one that does not exist.
            let sums = try FileDescriptor(opening: folder.file("sums"), for: .createNew(mode: 0o600))
            try sums.write(input.filter { $0 != UInt8(ascii: "/") })
            let nothing = try FileDescriptor(opening: "/dev/null", for: .read)
            let tool = ChecksumTool(workingDirectory: folder.file("nowhere"), standardInput: nothing.number)
            #expect(await tool.check([Array(folder.file("sums").utf8)]) { _ in } == 1, "\(input)")
        }
    }
}
