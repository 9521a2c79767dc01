internal import Glibc

/// Single calls on directories.
public enum Directory {
    /// Most entries that one listing returns, unless the caller says otherwise.
    public static let defaultEntryLimit = 100_000
    /// Deepest nesting that `removeTree` follows.
    public static let deepestTree = 128

    /// Makes one directory. Something that stands there is an error, as for a lock.
    public static func make(_ path: String, mode: UInt32 = 0o755) throws(FileError) {
        try check("make directory", path) { unsafe mkdir(path, mode) }
    }

    /// Makes `path` and what is missing above it. A directory that is there already is no error.
    public static func makeWithParents(_ path: String, mode: UInt32 = 0o755) throws(FileError) {
        do {
            try make(path, mode: mode)
        } catch {
            let found = try? File.metadata(path)
            if found?.kind == .directory { return }
            let parent = FilePath.parent(of: path)
            guard error.isNotFound, parent != path else { throw error }
            try makeWithParents(parent, mode: mode)
            try makeIfMissing(path, mode: mode)
        }
    }

    /// The names in `path`, sorted by their bytes, without `.` and `..`.
    public static func list(_ path: String, limit: Int = defaultEntryLimit) throws(FileError) -> [String] {
        guard !path.utf8.contains(0) else { throw FileError("list", path, .illegalPath) }
        guard let stream = unsafe opendir(path) else { throw FileError("list", path, .system(.last)) }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                guard errno == 0 else { throw FileError("list", path, .system(.last)) }
                break
            }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe field.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { text in
                    unsafe String(cString: text)
                }
            }
            if name == "." || name == ".." { continue }
            names.append(name)
            guard names.count <= limit else { throw FileError("list", path, .tooManyEntries(limit: limit)) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Removes `path` with all that is in it. Links are removed, never followed. A missing path is no error.
    public static func removeTree(_ path: String) throws(FileError) {
        try removeTree(path, depth: 0)
    }

    /// Waits until the names in `path` are on the disk (fsync(2) on the directory).
    public static func synchronize(_ path: String) throws(FileError) {
        let directory = try FileDescriptor(opening: path, for: .directory)
        try directory.synchronize()
    }

    private static func makeIfMissing(_ path: String, mode: UInt32) throws(FileError) {
        do {
            try make(path, mode: mode)
        } catch {
            guard error.code == .system(.alreadyExists) else { throw error }
        }
    }

    private static func removeTree(_ path: String, depth: Int) throws(FileError) {
        guard depth <= deepestTree else { throw FileError("remove", path, .tooManyEntries(limit: deepestTree)) }
        let found: FileMetadata
        do {
            found = try File.metadataOfLink(path)
        } catch {
            guard error.isNotFound else { throw error }
            return
        }
        guard found.kind == .directory else { return try File.remove(path) }
        for name in try list(path) {
            try removeTree(FilePath.join(path, name), depth: depth + 1)
        }
        try check("remove directory", path) { unsafe rmdir(path) }
    }
}
