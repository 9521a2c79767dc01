import Files
import Processes
import ReleaseStamp
import Testing
import ValidatorKeys

@testable import Lab

@Suite("releases of the reference node")
struct ReleaseTests {
    private static func run(_ arguments: [String], in folder: String? = nil) async throws -> ProcessResult {
        try await ProcessRunner.run(arguments, workingDirectory: folder, deadline: .seconds(30))
    }

    @Test("the digest is that of sha256sum's own listing, in the order of names")
    func digest() async throws {
        let folder = try TemporaryDirectory(prefix: "digest-")
        let names = ["b", "a", "C", "a.txt", "ü"]
        for name in names { try AtomicFile.write(Array("content of \(name)".utf8), to: folder.file(name)) }
        let shell = "LC_ALL=C; export LC_ALL; sha256sum -- * | sha256sum | cut -c1-64"
        let expected = try await Self.run(["sh", "-c", shell], in: folder.path).outputText
        #expect(try ReleaseDigest.of(names, in: folder.path) + "\n" == expected)
    }

    @Test("two releases differ in bytes and say their own version, also after another strip")
    func twoReleases() async throws {
        let project = try TemporaryDirectory(prefix: "release-")
        let lab = try Lab(project: project.path)
        let old = try await lab.makeRelease("v3.17.0")
        let new = try await lab.makeRelease("v4.0.0")
        #expect(old.digest != new.digest)
        for release in [old, new] {
            let check = try await Self.run(["sha256sum", "-c", "coinjectured.sha256"], in: release.folder)
            #expect(check.outputText == "coinjectured: OK\n")
            let program = "\(release.folder)/coinjectured"
            #expect(try await Self.run([program, "--version"]).outputText == "coinjectured \(release.name)\n")
            let stripped = project.file("stripped-\(release.name)")
            #expect(try await Self.run(["strip", "-s", "-o", stripped, program]).status.isSuccess)
            #expect(try await Self.run([stripped, "--version"]).outputText == "coinjectured \(release.name)\n")
            #expect(
                try Set(Directory.list(release.folder)) == [
                    "coinjectured", "coinjectured.sha256", "INSTALLATION.md", "RELEASE_NOTES.md",
                ])
        }
        #expect(try Directory.list("\(project.path)/releases") == ["v3.17.0", "v4.0.0"])
    }

    @Test("a program needs no Swift runtime on the node")
    func noRuntime() async throws {
        let project = try TemporaryDirectory(prefix: "release-")
        let release = try await Lab(project: project.path).makeRelease("v3.17.0")
        let needed = try await Self.run(["readelf", "-d", "\(release.folder)/coinjectured"]).outputText
        #expect(needed.contains("libcurl.so.4"))
        #expect(!needed.lowercased().contains("swift") && !needed.contains("Foundation"))
    }

    @Test("making a release again is harmless, and another one under its name is refused unless asked for")
    func again() async throws {
        let project = try TemporaryDirectory(prefix: "release-")
        let lab = try Lab(project: project.path)
        let first = try await lab.makeRelease("v4.0.0")
        #expect(try await lab.makeRelease("v4.0.0") == first)
        let error = await #expect(throws: LabError.self) { try await lab.makeRelease("v4.0.0", fault: .unhealthy) }
        #expect(error?.code == .releaseExists)
        #expect(try LabRelease(reading: "v4.0.0", in: first.folder) == first)
        let second = try await lab.makeRelease("v4.0.0", fault: .unhealthy, whenThere: .replace)
        #expect(second.digest != first.digest)
    }

    @Test("one flipped byte is found, with both digests")
    func flippedByte() async throws {
        let project = try TemporaryDirectory(prefix: "release-")
        let release = try await Lab(project: project.path).makeRelease("v4.0.0")
        let path = "\(release.folder)/coinjectured"
        var bytes = try File.read(path, limit: 100 << 20)
        bytes[bytes.count / 2] ^= 1
        try AtomicFile.write(bytes, to: path, mode: 0o755)
        let error = #expect(throws: LabError.self) { try LabRelease(reading: "v4.0.0", in: release.folder) }
        #expect(error?.code == .releaseInvalid)
        let found = try ReleaseDigest.listing(of: ["coinjectured"], in: release.folder).prefix(64)
        #expect(error?.message.contains(found) == true)
    }

    @Test("a build with a fault does what the fault says as soon as it is run")
    func faults() async throws {
        let project = try TemporaryDirectory(prefix: "release-")
        let lab = try Lab(project: project.path)
        let config = project.file("node.yaml")
        let key = try ValidatorKey.generate(at: project.file("key"))
        let text = """
            {node: a, network: {id: n}, api: {host: 127.255.9.1, port: 12346},
             metrics: {port: 9090}, database: {path: "\(project.file("data"))"},
             consensus: {validators: [a=\(key.publicKey)], validator: a, validator_key: "\(project.file("key"))"}}
            """
        try AtomicFile.write(Array(text.utf8), to: config)
        let dead = try await lab.makeRelease("v4.0.1", fault: .noStart)
        let deadRun = try await Self.run(["\(dead.folder)/coinjectured", "--config", config])
        #expect(deadRun.status == .exited(1) && deadRun.errorText.contains("no-start"))
        let crashing = try await lab.makeRelease("v4.0.2", fault: .crashAfter(seconds: 0))
        let crashRun = try await Self.run(["\(crashing.folder)/coinjectured", "--config", config])
        #expect(crashRun.status == .signalled(6) && crashRun.errorText.contains("crash-after=0"))
        let lying = try await lab.makeRelease("v4.0.3", fault: .wrongVersion)
        #expect(try await !Self.run(["\(lying.folder)/coinjectured", "--version"]).outputText.contains("v4.0.3"))
    }

    @Test("names that are no versions make no release", arguments: ["", "../v1", "v 1", "-x"])
    func names(name: String) async throws {
        let project = try TemporaryDirectory(prefix: "release-")
        let error = await #expect(throws: LabError.self) { try await Lab(project: project.path).makeRelease(name) }
        #expect(error?.code == .releaseInvalid)
        #expect(try Directory.list(project.path).isEmpty)
    }
}
