import Files
import Testing

@Suite("directories")
struct DirectoryTests {
    @Test("missing parents are made, and making them again changes nothing")
    func parents() throws {
        let directory = try TemporaryDirectory(prefix: "directories")
        let deep = directory.file("a/b/c")
        try Directory.makeWithParents(deep, mode: 0o700)
        try Directory.makeWithParents(deep, mode: 0o755)
        #expect(try File.metadata(deep).mode == 0o700)
    }

    @Test("a file in the way of a directory is an error")
    func fileInTheWay() throws {
        let directory = try TemporaryDirectory(prefix: "directories")
        let path = directory.file("a")
        try AtomicFile.write([], to: path)
        #expect(throws: FileError("make directory", path, .system(.alreadyExists))) {
            try Directory.makeWithParents(path)
        }
    }

    @Test("a listing is sorted by bytes and stops at its limit")
    func list() throws {
        let directory = try TemporaryDirectory(prefix: "directories")
        for name in ["b", "a10", "a2", "B", "é"] { try AtomicFile.write([], to: directory.file(name)) }
        #expect(try Directory.list(directory.path) == ["B", "a10", "a2", "b", "é"])
        let path = directory.path
        #expect(throws: FileError("list", path, .tooManyEntries(limit: 4))) { try Directory.list(path, limit: 4) }
    }

    @Test("removing a tree takes links away and leaves what they point to")
    func removeTree() throws {
        let directory = try TemporaryDirectory(prefix: "directories")
        let kept = directory.file("kept")
        try Directory.make(kept)
        try AtomicFile.write([7], to: FilePath.join(kept, "file"))
        let tree = directory.file("tree")
        try Directory.makeWithParents(FilePath.join(tree, "x/y"))
        try File.makeSymbolicLink(FilePath.join(tree, "x/link"), to: kept)
        try Directory.removeTree(tree)
        try Directory.removeTree(tree)
        #expect(try Directory.list(directory.path) == ["kept"])
        #expect(try File.read(FilePath.join(kept, "file"), limit: 1) == [7])
    }

    @Test("a temporary directory is its owner's alone and gone at the end of scope")
    func temporary() throws {
        var path = ""
        do {
            let directory = try TemporaryDirectory(prefix: "directories")
            path = directory.path
            #expect(try File.metadata(path).mode == 0o700)
            try Directory.makeWithParents(directory.file("deep/er"))
        }
        #expect(!path.isEmpty && !File.exists(path))
    }
}

@Suite("paths")
struct FilePathTests {
    @Test(
        "parent and name agree with dirname and basename",
        arguments: [
            ("/a/b", "/a", "b"), ("/a", "/", "a"), ("a", ".", "a"), ("a/b/", "a", "b"), ("/", "/", "/"),
            ("a//b", "a", "b"), ("//", "/", "/"), ("", ".", ""), ("./a", ".", "a"),
        ])
    func parts(path: String, parent: String, name: String) {
        #expect(FilePath.parent(of: path) == parent)
        #expect(FilePath.name(of: path) == name)
    }

    @Test("an absolute name stands alone when joined")
    func join() {
        #expect(FilePath.join("a", "b") == "a/b")
        #expect(FilePath.join("a/", "b") == "a/b")
        #expect(FilePath.join("a", "/b") == "/b")
        #expect(FilePath.join("", "b") == "b")
    }
}
