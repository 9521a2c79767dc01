import FleetModel
import Testing

@Suite("Release")
struct ReleaseTests {
    @Test(
        "the version in a release's name",
        arguments: [
            ("v4.0.0", "4.0.0"), ("4.0.0", "4.0.0"), ("phase1-sig-verify-1.0.0", "1.0.0"),
            ("phase2-mode-switch-1.2.3-rc.1", "1.2.3-rc.1"), ("v4.0.0-rc.1", "4.0.0-rc.1"), ("v1.2.3+7", "1.2.3+7"),
            ("phase1-1.0.0", "1.0.0"), ("stable", nil), ("v4.0", nil), ("v4", nil), ("v4.0.0.1", nil), ("v4..0", nil),
            ("vv4.0.0", nil), ("4.0.x", nil), ("a-1.0", nil),
        ] as [(String, String?)])
    func version(name: String, expected: String?) {
        #expect(ReleaseName(rawValue: name).map(\.version) == .some(expected))
    }

    @Test("what a node says of itself is compared without a leading v")
    func said() throws {
        let name = try #require(ReleaseName(rawValue: "phase1-sig-verify-1.0.0"))
        #expect(name.isSaid(by: "1.0.0"))
        #expect(name.isSaid(by: "v1.0.0"))
        #expect(!name.isSaid(by: "1.0.1"))
        #expect(!name.isSaid(by: "1.0.0-rc.1"))
        #expect(!name.isSaid(by: ""))
        #expect(!name.isSaid(by: "vv1.0.0"))
    }

    @Test("a name without a version is nobody's")
    func versionless() throws {
        let name = try #require(ReleaseName(rawValue: "stable"))
        #expect(!name.isSaid(by: ""))
        #expect(!name.isSaid(by: "stable"))
    }

    @Test("the listing is sha256sum's, in order of names, whatever the order of files")
    func listing() throws {
        let one = try #require(Digest(bytes: [UInt8](repeating: 1, count: 32)))
        let two = try #require(Digest(bytes: [UInt8](repeating: 2, count: 32)))
        let files = [
            ReleaseFile(name: "config.toml", size: 3, digest: two),
            ReleaseFile(name: "coinjectured", size: 5, digest: one),
        ]
        let text = String(decoding: Release.listing(of: files), as: UTF8.self)
        #expect(text == "\(one)  coinjectured\n\(two)  config.toml\n")
        #expect(Release.listing(of: files.reversed()) == Release.listing(of: files))
        let name = try #require(ReleaseName(rawValue: "v1.0.0"))
        #expect(Release(name: name, files: files, digest: one).files.map(\.name) == ["coinjectured", "config.toml"])
    }
}
