import Files
import Testing

@Suite("files")
struct FileTests {
    @Test("a file is read whole, and refused one byte over the limit")
    func limit() throws {
        let directory = try TemporaryDirectory(prefix: "files")
        let path = directory.file("ten")
        try AtomicFile.write(Array("0123456789".utf8), to: path)
        #expect(try File.read(path, limit: 10) == Array("0123456789".utf8))
        #expect(throws: FileError("read", path, .tooLarge(limit: 9))) { try File.read(path, limit: 9) }
    }

    @Test("an endless device is refused at the limit")
    func endless() {
        #expect(throws: FileError("read", "/dev/zero", .tooLarge(limit: 1_000_000))) {
            try File.read("/dev/zero", limit: 1_000_000)
        }
    }

    @Test("a NUL byte in a path never reaches the kernel")
    func nul() throws {
        let directory = try TemporaryDirectory(prefix: "files")
        let path = directory.file("a\0b")
        #expect(throws: FileError("write", path, .illegalPath)) { try AtomicFile.write([], to: path) }
        #expect(throws: FileError("open", path, .illegalPath)) { try File.read(path, limit: 1) }
        #expect(throws: FileError("remove", path, .illegalPath)) { try File.remove(path) }
        #expect(throws: FileError("make directory", path, .illegalPath)) { try Directory.make(path) }
        #expect(try Directory.list(directory.path) == [])
    }

    @Test("metadata tells a link from what it points to")
    func metadata() throws {
        let directory = try TemporaryDirectory(prefix: "files")
        let target = directory.file("target")
        let link = directory.file("link")
        try AtomicFile.write([1, 2, 3], to: target, mode: 0o640)
        try File.makeSymbolicLink(link, to: "target")
        #expect(try File.metadataOfLink(link).kind == .symbolicLink)
        #expect(try File.readSymbolicLink(link) == "target")
        let found = try File.metadata(link)
        #expect(found.kind == .regular && found.size == 3 && found.mode == 0o640)
        #expect(try found.identity == File.metadata(target).identity)
        try File.remove(target)
        #expect(!File.exists(link))
    }

    @Test("renaming over a link replaces the link and leaves its target alone")
    func renameOverLink() throws {
        let directory = try TemporaryDirectory(prefix: "files")
        try Directory.make(directory.file("v1"))
        try Directory.make(directory.file("v2"))
        try File.makeSymbolicLink(directory.file("current"), to: "v1")
        try File.makeSymbolicLink(directory.file("next"), to: "v2")
        try File.rename(directory.file("next"), to: directory.file("current"))
        #expect(try File.readSymbolicLink(directory.file("current")) == "v2")
        #expect(try Directory.list(directory.path) == ["current", "v1", "v2"])
    }

    @Test("an error names the operation, the path and the kernel's reason")
    func message() {
        let error = #expect(throws: FileError.self) { try File.read("/nonexistent/file", limit: 1) }
        #expect(error?.description == "cannot open /nonexistent/file: No such file or directory")
    }
}
