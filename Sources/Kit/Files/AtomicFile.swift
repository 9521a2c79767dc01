internal import Glibc

/// Replaces files so that a crash leaves the old content or the new, never a part of it.
public enum AtomicFile {
    /// Writes `bytes` to `path` with exactly the permission bits `mode`.
    ///
    /// A fresh file in the same directory is written and synced, renamed over `path`, and the directory is synced:
    /// when this returns, the new content survives a power cut. A symbolic link at `path` is replaced, not followed.
    public static func write(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o644) throws(FileError) {
        let directory = FilePath.parent(of: path)
        let temporary = try makeTemporary(beside: path)
        do {
            try fill(temporary, with: bytes, mode: mode)
            try File.rename(temporary, to: path)
        } catch {
            try? File.remove(temporary)
            throw error
        }
        try Directory.synchronize(directory)
    }

    /// The prefix of the temporary names, so that leftovers of a crash can be told and removed.
    public static let temporaryPrefix = ".tmp-"

    private static func fill(_ path: String, with bytes: [UInt8], mode: UInt32) throws(FileError) {
        let file = try FileDescriptor(opening: path, for: .readWrite(mode: 0o600))
        try file.write(bytes)
        try file.setMode(mode)
        try file.synchronize()
    }

    /// A new empty file that only the owner may read, with a name nobody else has (mkstemp(3)).
    private static func makeTemporary(beside path: String) throws(FileError) -> String {
        guard !path.utf8.contains(0) else { throw FileError("write", path, .illegalPath) }
        let template = FilePath.join(FilePath.parent(of: path), "\(temporaryPrefix)\(FilePath.name(of: path))-XXXXXX")
        var buffer = Array(template.utf8CString)
        let number = unsafe mkstemp(&buffer)
        guard number >= 0 else { throw FileError("write", path, .system(.last)) }
        _ = close(number)
        return String(decoding: buffer.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
