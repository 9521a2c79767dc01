import Files
import Glibc
import SuddenDeath
import Testing

@Suite("atomic files")
struct AtomicFileTests {
    @Test("the mode is exact whatever the umask, and a link is replaced rather than followed")
    func modeAndLink() throws {
        let directory = try TemporaryDirectory(prefix: "atomic")
        let kept = directory.file("kept")
        let link = directory.file("link")
        try AtomicFile.write([1], to: kept)
        try File.makeSymbolicLink(link, to: "kept")
        try AtomicFile.write([2], to: link, mode: 0o666)
        #expect(try File.read(kept, limit: 1) == [1])
        #expect(try File.metadataOfLink(link).kind == .regular)
        #expect(try File.metadata(link).mode == 0o666)
        #expect(try Directory.list(directory.path) == ["kept", "link"])
    }

    @Test("a failed write leaves the old content and no leftover")
    func failure() throws {
        let directory = try TemporaryDirectory(prefix: "atomic")
        let path = directory.file("taken")
        try Directory.make(path)
        #expect(throws: FileError.self) { try AtomicFile.write([1], to: path) }
        #expect(try Directory.list(directory.path) == ["taken"])
    }

    @Test(
        "a process killed while it writes leaves old or new content, never a part",
        arguments: roundsOfSuddenDeath(sample: 20, long: 400))
    func killed(round: Int) async throws {
        let directory = try TemporaryDirectory(prefix: "atomic")
        let path = directory.file("state")
        try AtomicFile.write(Self.content(0), to: path)
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, round = round as Int] in
            arrangeSuddenDeath(afterMicroseconds: 300 + round % 37 * 977)
            for generation in 1...1_000_000 { try AtomicFile.write(Self.content(generation), to: path) }
        }
        let found = try File.read(path, limit: Self.length)
        #expect(found.count == Self.length)
        #expect(Set(found).count == 1, "bytes of two generations are mixed")
    }

    private static let length = 300_000

    private static func content(_ generation: Int) -> [UInt8] {
        [UInt8](repeating: UInt8(truncatingIfNeeded: generation), count: length)
    }
}
