import FleetConfig
import FleetModel
import Testing

@Suite("manifests of releases")
struct ReleaseManifestReaderTests {
    private static let zeros = String(repeating: "0", count: 64)
    private static let ones = String(repeating: "1", count: 64)
    private static let least = """
        schema: 1
        release: v4.0.0
        version: 4.0.0
        sequence: 7
        files:
          coinjectured: {size: 4096, mode: "0755", sha256: \(zeros)}

        """

    private func read(_ text: String) -> Diagnosed<ReleaseManifest> {
        ReleaseManifestReader.read(Array(text.utf8), file: "release.yaml")
    }

    @Test("the least that a manifest says")
    func least() throws {
        let manifest = try #require(read(Self.least).value)
        #expect(manifest.expires == nil && manifest.fromVersion == nil && !manifest.isStateBreaking)
        #expect(manifest.files.map(\.mode) == [.program])
        #expect(manifest.attachments.isEmpty)
    }

    @Test("everything that a manifest can say")
    func everything() throws {
        let text =
            Self.least + """
                  libcj.so.1: {size: 1, mode: "0644", sha256: \(Self.ones)}
                expires: 2027-02-20T00:00:00Z
                from_version: 3.17.0
                state_breaking: true
                revertible_until_height: 120000
                toolchain: Swift 6.3
                sbom: {file: sbom.spdx.json, sha256: \(Self.ones)}
                provenance: {file: provenance.json, sha256: \(Self.zeros)}
                """
        let manifest = try #require(read(text).value)
        #expect(manifest.files.map(\.name) == ["coinjectured", "libcj.so.1"])
        #expect(manifest.expires == Timestamp("2027-02-20T00:00:00Z"))
        #expect(manifest.isStateBreaking && manifest.revertibleUntilHeight == 120_000)
        #expect(manifest.attachments.map(\.name) == ["sbom.spdx.json", "provenance.json"])
        let old = try #require(ReleaseName(rawValue: "v3.16.9"))
        #expect(manifest.refusesUpgrade(from: old))
        #expect(!manifest.refusesUpgrade(from: try #require(ReleaseName(rawValue: "v3.17.0"))))
        #expect(!manifest.refusesUpgrade(from: try #require(ReleaseName(rawValue: "nightly"))))
    }

    @Test(
        "one wrong value is refused at its place",
        arguments: [
            ("schema: 1", "schema: 2", "1:9: schema is '2'; a whole number from 1 to 1 is expected"),
            ("schema: 1\n", "", "1:1: a manifest has schema, this one has none"),
            ("version: 4.0.0", "version: v4.0.0", "3:10: version is 'v4.0.0', which is no version"),
            ("version: 4.0.0", "version: 4.0.1", "3:10: version is 4.0.1, but the name 'v4.0.0' says 4.0.0"),
            (
                "sequence: 7", "sequence: 0",
                "4:11: sequence is '0'; a whole number from 1 to 9007199254740991 is expected"
            ),
            ("sequence: 7", "sequence: 7\nsequel: 8", "5:1: a manifest has no key 'sequel'"),
            ("\"0755\"", "\"4755\"", "6:36: mode is '4755'"),
            ("\"0755\"", "\"0777\"", "6:36: mode is '0777'"),
            ("size: 4096", "size: -1", "6:24: size is '-1'; a whole number from 0 to 1099511627776 is expected"),
            ("size: 4096, ", "", "6:3: file 'coinjectured' has no size"),
            ("size: 4096", "size: 1, owner: root", "6:27: file 'coinjectured' has no key 'owner'"),
            (
                "coinjectured:", "../coinjectured:",
                "6:3: a file's name '../coinjectured': a name that starts with '.' hides or climbs"
            ),
            ("\(zeros)}", "\(zeros)0}", "6:52: sha256 is '\(zeros)…'; 64 lowercase hexadecimal digits are expected"),
        ])
    func wrong(old: String, new: String, expected: String) {
        let found = read(Self.least.replacing(old, with: new))
        #expect(found.value == nil)
        #expect(lines(found.diagnostics).contains(expected), "\(lines(found.diagnostics))")
    }

    @Test("everything that is wrong is said at once")
    func all() {
        let found = read(
            "release: ../x\nsequence: many\nexpires: 2026-02-30T00:00:00Z\nfiles: []\nsbom: {sha256: x}\nx: 1\n")
        #expect(lines(found.diagnostics).count == 9)
    }

    @Test("one file has one purpose")
    func shared() {
        let found = read(Self.least + "sbom: {file: coinjectured, sha256: \(Self.zeros)}\n")
        #expect(lines(found.diagnostics) == ["1:1: 'coinjectured' is listed twice"])
    }
}

@Suite("signatures in a project")
struct SignatureDemandTests {
    private func read(_ text: String) -> Diagnosed<Project> {
        ProjectReader.read(Array("service: {name: cj, manager: systemd}\n\(text)".utf8), file: "cjctl.yaml")
    }

    @Test("nothing is demanded unless it is written")
    func none() throws {
        #expect(try #require(read("").value).signatures == nil)
    }

    @Test("what is written is demanded; one signer where no threshold stands")
    func some() throws {
        let all = "signatures: {allowed_signers: keys/signers, threshold: 2, revoked: keys/revoked}"
        #expect(
            try #require(read(all).value).signatures
                == SignatureDemand(allowedSigners: "keys/signers", threshold: 2, revoked: "keys/revoked"))
        let least = try #require(read("signatures: {allowed_signers: s}").value).signatures
        #expect(least == SignatureDemand(allowedSigners: "s", threshold: 1, revoked: nil))
    }

    @Test(
        "a demand that is not understood is never a smaller one",
        arguments: [
            "signatures:", "signatures: {}", "signatures: [a]", "signatures: {threshold: 2}",
            "signatures: {allowed_signers: s, threshold: 0}", "signatures: {allowed_signers: s, threshold: 17}",
            "signatures: {allowed_signers: s, treshold: 2}", "signatures: {allowed_signers: s, revoked: }",
            "signatures: {allowed_signers: ~/s}",
        ])
    func refused(text: String) {
        #expect(read(text).value == nil)
    }
}
