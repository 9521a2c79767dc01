import Glibc
import Testing

@testable import Files

@Suite("file locks")
struct FileLockTests {
    @Test("a second holder is refused at once, and let in when the first is done")
    func exclusive() throws {
        let directory = try TemporaryDirectory(prefix: "locks")
        let path = directory.file("lock")
        do {
            let first = try FileLock.acquireIfFree(path)
            let isHeld = first != nil
            let second = try FileLock.acquireIfFree(path)
            let isRefused = second == nil
            #expect(isHeld && isRefused)
            _ = consume first
        }
        let third = try FileLock.acquireIfFree(path)
        let isHeld = third != nil
        #expect(isHeld)
    }

    @Test("a lock is free when it was given back, though a child that is just being started still has its descriptor")
    func givenBack() throws {
        let directory = try TemporaryDirectory(prefix: "locks")
        let path = directory.file("lock")
        var copy: Int32 = -1
        if let first = try FileLock.acquireIfFree(path) {
            copy = dup(first.file.number)
            _ = consume first
        }
        defer { close(copy) }
        #expect(copy >= 0)
        let second = try FileLock.acquireIfFree(path)
        let isHeld = second != nil
        #expect(isHeld)
    }

    @Test("a lock that cannot be made is an error, not a refusal")
    func unreachable() {
        #expect(throws: FileError("open", "/nonexistent/lock", .system(.notFound))) {
            _ = try FileLock.acquireIfFree("/nonexistent/lock")
        }
    }
}
