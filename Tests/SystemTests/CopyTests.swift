import Crypto
import Files
import LoopbackSSH
import Processes
import Testing

@Suite("cjctl copy, against a real server", .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"))
struct CopyTests {
    /// Every name of the inventory is one machine here, so that one host at a time is enough.
    private func words(_ project: RemoteProject, _ rest: [String]) -> [String] {
        project.words("copy", ["-l", "n-1"] + rest)
    }

    private func content(_ path: String) throws -> [UInt8] { try File.read(path, limit: 64 << 20) }

    /// What else lies in a folder than what is expected to.
    private func names(_ folder: String) throws -> [String] { try Directory.list(folder) }

    @Test("a file arrives byte for byte with its mode, over the old one or a link, and is left alone the next time")
    func push() async throws {
        let project = try await RemoteProject(hosts: ["n-1"])
        let (source, target) = ("\(project.folder)/a file", "\(project.folder)/target dir")
        let bytes = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 17) }
        try AtomicFile.write(bytes, to: source, mode: 0o750)
        try Directory.make(target)
        let place = "\(target)/it's new"
        try File.makeSymbolicLink(place, to: "/etc/hostname")
        let first = try await project.program.expect(0, words(project, ["a file", place]))
        #expect(first.text.contains("it's new  copied") && first.text.contains("1 done, 0 failed"))
        #expect(try content(place) == bytes && File.metadataOfLink(place).mode == 0o750)
        #expect(try File.metadataOfLink(place).kind == .regular)
        let before = try File.metadata(place).identity
        let second = try await project.program.expect(0, words(project, ["--mode", "600", "a file", place]))
        #expect(second.text.contains("it's new  was there"))
        #expect(try File.metadata(place).identity == before && File.metadata(place).mode == 0o600)
        #expect(try names(target) == ["it's new"])
    }

    @Test("several files go into a folder; what cannot be written is said, and leaves nothing behind")
    func several() async throws {
        let project = try await RemoteProject(hosts: ["n-1"])
        let target = "\(project.folder)/in"
        try Directory.make(target)
        try AtomicFile.write([1], to: "\(project.folder)/a")
        try AtomicFile.write([], to: "\(project.folder)/b")
        try await project.program.expect(0, words(project, ["a", "b", target]))
        #expect(try names(target) == ["a", "b"])
        let missing = try await project.program.expect(1, words(project, ["a", "\(project.folder)/none/x"]))
        #expect(missing.text.contains("there is no folder \(project.folder)/none"))
        let folder = try await project.program.expect(1, words(project, ["a", target]))
        #expect(folder.text.contains("is a folder: end it with /"))
        #expect(try names(target) == ["a", "b"])
        for wrong in [
            ["a", "relative"], ["a", "/x/../y"], ["a"], ["nothing", target], ["a", "\(project.folder)/a", target],
        ] {
            try await project.program.expect(64, words(project, wrong))
        }
        let gone = try await project.program.expect(4, project.words("copy", ["a", target + "/"]))
        #expect(gone.text.contains("1 done, 0 failed, 1 unreachable"))
    }

    @Test("a host fetches a URL itself, with a header that no list of processes shows, and proves the digest")
    func pull() async throws {
        let project = try await RemoteProject(hosts: ["n-1"])
        let web = try await WebServer(folder: project.folder)
        let bytes = [UInt8]((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        try AtomicFile.write(bytes, to: "\(project.folder)/release.bin")
        let digest = Hexadecimal.encode(SHA256.hash(bytes))
        let place = "\(project.folder)/pulled"
        let url = "http://127.0.0.1:\(web.port)/release.bin"
        try AtomicFile.write(
            Array("Authorization: Bearer \"canary\\9\"\n".utf8), to: "\(project.folder)/header", mode: 0o600)
        let wrong = try await project.program.expect(
            1, words(project, ["--from", url, "--sha256", String(repeating: "0", count: 64), place]))
        #expect(wrong.text.contains("nothing was replaced") && !File.exists(place))
        let header = "file:\(project.folder)/header"
        let good = try await project.program.expect(
            0, words(project, ["--from", url, "--sha256", digest, "--header-from", header, place]))
        #expect(good.text.contains("pulled  copied") && !good.text.contains("canary"))
        #expect(try content(place) == bytes && File.metadata(place).mode == 0o644)
        #expect(web.log.contains(#"Bearer "canary\9""#), "\(web.log)")
        let count = web.log.split(separator: "\n").count
        let again = try await project.program.expect(0, words(project, ["--from", url, "--sha256", digest, place]))
        #expect(again.text.contains("pulled  was there") && web.log.split(separator: "\n").count == count)
        for refused in ["http://example.org/x", "ftp://127.0.0.1/x", "http://127.0.0.1@evil/x", "file:///etc/passwd"] {
            try await project.program.expect(64, words(project, ["--from", refused, "--sha256", digest, place]))
        }
        try await project.program.expect(64, words(project, ["--from", url, place]))
        #expect(try names(project.folder).filter { $0.hasPrefix(".cjctl-copy") }.isEmpty)
    }

    @Test("files come back under their host's name, whole or not at all")
    func fetch() async throws {
        let project = try await RemoteProject(hosts: ["n-1", "n-2"])
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 3) }
        try AtomicFile.write(bytes, to: "\(project.folder)/log")
        try AtomicFile.write([], to: "\(project.folder)/empty")
        let paths = ["\(project.folder)/log", "\(project.folder)/empty"]
        let all = try await project.program.expect(0, project.words("copy", ["-l", "up", "--fetch"] + paths + ["got"]))
        #expect(all.text.contains("log  collected"))
        for host in ["n-1", "n-2"] {
            #expect(try content("\(project.folder)/got/\(host)\(paths[0])") == bytes)
            #expect(try content("\(project.folder)/got/\(host)\(paths[1])").isEmpty)
        }
        let large = try await project.program.expect(
            1, words(project, ["--fetch", "--max-size", "199999", paths[0], "less"]))
        #expect(large.text.contains("it has 200000 bytes; at most 199999 are collected"))
        #expect(!File.exists("\(project.folder)/less"))
        try await project.program.expect(1, words(project, ["--fetch", "/no/such", "less"]))
    }
}
