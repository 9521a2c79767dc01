import Files
import FleetConfig

/// Finds the files of an inventory as Ansible does: those that were named, folders with all that is in them, and
/// `group_vars` and `host_vars` beside them and beside the playbook.
struct InventoryGathering {
    /// How much is read. An inventory of ten thousand hosts may have a file of variables for each.
    enum Limits {
        /// Bytes in all files together.
        static let bytes = 64 << 20
        static let files = 25_000
        /// Levels of folders.
        static let depth = 8
    }

    private let context: CommandContext
    private var bytes = 0
    private var count = 0
    private var known: [String: VariableFolders] = [:]

    /// - Parameters:
    ///   - paths: files and folders, the one that counts most last.
    ///   - playbook: the playbook's path, where there is one.
    static func sources(
        _ paths: [String], playbook: String?, in context: CommandContext
    ) throws(CommandFailure) -> InventorySources {
        var gathering = InventoryGathering(context: context)
        var files: [InventoryFile] = []
        var beside: [VariableFolders] = []
        for path in paths {
            guard File.exists(context.path(path)) else {
                throw CommandFailure(
                    .usage, "the inventory \(path) is not there",
                    next: "cjctl lab up makes one for a rehearsal; -i PATH names another")
            }
            files += try gathering.inventory(path, depth: 0)
            beside.append(try gathering.variables(in: gathering.isFolder(path) ? path : FilePath.parent(of: path)))
        }
        guard !files.isEmpty else {
            throw CommandFailure(.usage, "there is no inventory in \(paths.joined(separator: " "))")
        }
        let folder = playbook.map { FilePath.parent(of: $0) }
        return InventorySources(
            files: files, besideInventories: beside,
            besidePlaybook: try folder.map { folder throws(CommandFailure) in
                try gathering.variables(in: folder)
            })
    }

    private init(context: CommandContext) { self.context = context }

    /// A file, or the files of a folder in the order of their names.
    private mutating func inventory(_ path: String, depth: Int) throws(CommandFailure) -> [InventoryFile] {
        guard isFolder(path) else { return [try read(path)] }
        try checkDepth(depth, path)
        var files: [InventoryFile] = []
        for name in try list(path) where !Self.isIgnored(name) {
            files += try inventory(Self.join(path, name), depth: depth + 1)
        }
        return files
    }

    /// What Ansible passes over in a folder.
    private static func isIgnored(_ name: String) -> Bool {
        let endings = [
            ".pyc", ".pyo", ".swp", ".bak", "~", ".rpm", ".md", ".txt", ".rst", ".orig", ".cfg", ".retry",
        ]
        return name.hasPrefix(".") || ["host_vars", "group_vars", "vars_plugins"].contains(name)
            || endings.contains { name.hasSuffix($0) }
    }

    private mutating func variables(in folder: String) throws(CommandFailure) -> VariableFolders {
        if let known = known[folder] { return known }
        let found = VariableFolders(
            groups: try entries(of: Self.join(folder, "group_vars")),
            hosts: try entries(of: Self.join(folder, "host_vars")))
        known[folder] = found
        return found
    }

    private mutating func entries(of folder: String) throws(CommandFailure) -> [String: [InventoryFile]] {
        guard isFolder(folder) else { return [:] }
        var entries: [String: [InventoryFile]] = [:]
        for name in try list(folder) {
            let path = Self.join(folder, name)
            entries[name] = isFolder(path) ? try variableFiles(path, depth: 1) : [try read(path)]
        }
        return entries
    }

    /// The files of a folder of variables and of the folders in it, without hidden ones and copies of editors.
    private mutating func variableFiles(_ folder: String, depth: Int) throws(CommandFailure) -> [InventoryFile] {
        try checkDepth(depth, folder)
        var files: [InventoryFile] = []
        for name in try list(folder) where !name.hasPrefix(".") && !name.hasSuffix("~") {
            let path = Self.join(folder, name)
            let dot = name.lastIndex(of: ".")
            if isFolder(path) {
                if dot == nil { files += try variableFiles(path, depth: depth + 1) }
            } else if dot.map({ [".yml", ".yaml", ".json"].contains(name[$0...]) }) ?? true {
                files.append(try read(path))
            }
        }
        return files
    }

    private mutating func read(_ path: String) throws(CommandFailure) -> InventoryFile {
        count += 1
        guard count <= Limits.files else {
            throw CommandFailure(.usage, "an inventory has at most \(Limits.files) files; \(path) is one more")
        }
        let found = try CommandFailure.ofFiles(.usage) { () throws(FileError) in
            try File.read(context.path(path), limit: min(Site.maximumFile, Limits.bytes - bytes))
        }
        bytes += found.count
        return InventoryFile(path: path, bytes: found)
    }

    private func list(_ path: String) throws(CommandFailure) -> [String] {
        try CommandFailure.ofFiles(.usage) { () throws(FileError) in try Directory.list(context.path(path)) }
    }

    private func isFolder(_ path: String) -> Bool {
        (try? File.metadata(context.path(path)).kind) == .directory
    }

    private func checkDepth(_ depth: Int, _ path: String) throws(CommandFailure) {
        guard depth <= Limits.depth else {
            throw CommandFailure(.usage, "folders nest deeper than \(Limits.depth) levels: \(path)")
        }
    }

    /// Names beside a bare name stand for themselves.
    private static func join(_ folder: String, _ name: String) -> String {
        folder == "." ? name : FilePath.join(folder, name)
    }
}
