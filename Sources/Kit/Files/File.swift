internal import Glibc

/// What stands at a path.
public struct FileMetadata: Hashable, Sendable {
    /// The kinds that matter here.
    public enum Kind: Hashable, Sendable {
        case regular, directory, symbolicLink, other
    }

    /// What it is.
    public let kind: Kind
    /// Length in bytes.
    public let size: Int
    /// Permission bits, such as 0o644.
    public let mode: UInt32
    /// The user that owns it.
    public let owner: UInt32
    /// Last change of content, in nanoseconds since 1970 (UTC).
    public let modifiedNanoseconds: Int64
    /// Device and inode: equal for two names of the same file.
    public let identity: [UInt64]
}

/// Single calls on paths. Every path is text; one with a NUL byte is refused.
public enum File {
    /// The whole content, at most `limit` bytes.
    public static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        let file = try FileDescriptor(opening: path, for: .read)
        return try file.readToEnd(limit: limit)
    }

    /// True when something stands at `path`; a link counts by what it points to.
    public static func exists(_ path: String) -> Bool {
        (try? metadata(path)) != nil
    }

    /// What stands at `path`, following a symbolic link at its end.
    public static func metadata(_ path: String) throws(FileError) -> FileMetadata {
        try status(path, flags: 0)
    }

    /// What stands at `path` itself, be it a symbolic link.
    public static func metadataOfLink(_ path: String) throws(FileError) -> FileMetadata {
        try status(path, flags: AT_SYMLINK_NOFOLLOW)
    }

    /// Removes a file or a link. A missing one is an error.
    public static func remove(_ path: String) throws(FileError) {
        try check("remove", path) { unsafe unlink(path) }
    }

    /// Moves `path` to `newPath` in one step, replacing a file that stands there (rename(2)).
    public static func rename(_ path: String, to newPath: String) throws(FileError) {
        guard !newPath.utf8.contains(0) else { throw FileError("rename", newPath, .illegalPath) }
        try check("rename", path) { unsafe Glibc.rename(path, newPath) }
    }

    /// Makes a symbolic link at `path` that points to `target`. Something that stands there is an error.
    public static func makeSymbolicLink(_ path: String, to target: String) throws(FileError) {
        guard !target.utf8.contains(0) else { throw FileError("link to", target, .illegalPath) }
        try check("link", path) { unsafe symlink(target, path) }
    }

    /// Where the symbolic link at `path` points.
    public static func readSymbolicLink(_ path: String) throws(FileError) -> String {
        guard !path.utf8.contains(0) else { throw FileError("read link", path, .illegalPath) }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlink(path, &buffer, buffer.count)
        guard count >= 0 else { throw FileError("read link", path, .system(.last)) }
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Sets the permission bits of `path`, whatever the umask.
    public static func setMode(_ path: String, _ mode: UInt32) throws(FileError) {
        try check("chmod", path) { unsafe chmod(path, mode) }
    }

    private static func status(_ path: String, flags: Int32) throws(FileError) -> FileMetadata {
        var status = stat()
        try check("stat", path) { unsafe fstatat(AT_FDCWD, path, &status, flags) }
        let kind: FileMetadata.Kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            default: .other
            }
        return FileMetadata(
            kind: kind, size: Int(status.st_size), mode: status.st_mode & 0o7777, owner: status.st_uid,
            modifiedNanoseconds: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec),
            identity: [UInt64(status.st_dev), UInt64(status.st_ino)])
    }
}

/// Refuses a path with a NUL byte, runs the call, and turns -1 into an error.
func check(_ operation: String, _ path: String, _ call: () -> Int32) throws(FileError) {
    guard !path.utf8.contains(0) else { throw FileError(operation, path, .illegalPath) }
    guard retryingInterrupts(call) == 0 else { throw FileError(operation, path, .system(.last)) }
}
