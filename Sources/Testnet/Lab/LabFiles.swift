internal import Files

/// The lab's reading and writing, with the lab's errors.
enum LabFiles {
    /// Bytes of a file that is read at most.
    private static let longest = 4 << 20

    static func read(_ path: String) throws(LabError) -> [UInt8] {
        try refusing { () throws(FileError) in try File.read(path, limit: longest) }
    }

    static func write(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o644) throws(LabError) {
        try refusing { () throws(FileError) in try AtomicFile.write(bytes, to: path, mode: mode) }
    }

    static func write(_ text: String, to path: String, mode: UInt32 = 0o644) throws(LabError) {
        try write(Array(text.utf8), to: path, mode: mode)
    }

    static func remove(_ path: String) throws(LabError) {
        try refusing { () throws(FileError) in try File.remove(path) }
    }

    static func makeFolder(_ path: String, mode: UInt32 = 0o755) throws(LabError) {
        try refusing { () throws(FileError) in try Directory.makeWithParents(path, mode: mode) }
    }

    static func link(_ path: String, to target: String) throws(LabError) {
        try refusing { () throws(FileError) in try File.makeSymbolicLink(path, to: target) }
    }

    static func setMode(_ path: String, _ mode: UInt32) throws(LabError) {
        try refusing { () throws(FileError) in try File.setMode(path, mode) }
    }

    static func list(_ path: String) throws(LabError) -> [String] {
        try refusing { () throws(FileError) in try Directory.list(path) }
    }

    /// Removes a tree, folders that may not be written in included: a release's store is one.
    static func removeTree(_ path: String) throws(LabError) {
        guard let found = try? File.metadataOfLink(path), found.kind == .directory else { return }
        try makeWritable(path, depth: 0)
        try refusing { () throws(FileError) in try Directory.removeTree(path) }
    }

    /// Removes a folder that holds nothing; one that is missing is fine.
    static func removeIfEmpty(_ path: String) throws(LabError) {
        guard File.exists(path), try list(path).isEmpty else { return }
        try removeTree(path)
    }

    private static func makeWritable(_ folder: String, depth: Int) throws(LabError) {
        guard depth <= Directory.deepestTree else { return }
        try setMode(folder, 0o700)
        for name in try list(folder) {
            let path = "\(folder)/\(name)"
            if let found = try? File.metadataOfLink(path), found.kind == .directory {
                try makeWritable(path, depth: depth + 1)
            }
        }
    }

    private static func refusing<Value>(_ act: () throws(FileError) -> Value) throws(LabError) -> Value {
        do throws(FileError) {
            return try act()
        } catch {
            throw LabError(.fileRefused, "\(error)")
        }
    }
}
