internal import YAML

/// What the files of `group_vars` and `host_vars` say.
struct VariableFiles {
    struct Folder {
        var groups: [String: [String: Field]] = [:]
        var hosts: [String: [String: Field]] = [:]
    }

    /// Those beside the inventories in their order, then the one beside the playbook.
    private(set) var folders: [Folder] = []

    /// Reads the files of the groups and hosts that there are; those of others are left alone.
    init(_ sources: InventorySources, _ tree: InventoryTree, _ findings: inout Findings) {
        for source in sources.besideInventories + [sources.besidePlaybook].compactMap(\.self) {
            var folder = Folder()
            if !source.groups.isEmpty {
                for name in tree.graph.names {
                    folder.groups[name] = Self.read(name, in: source.groups, of: "group", &findings)
                }
            }
            if !source.hosts.isEmpty {
                for host in tree.hosts {
                    folder.hosts[host.name] = Self.read(host.name, in: source.hosts, of: "host", &findings)
                }
            }
            folders.append(folder)
        }
    }

    /// What each folder says of a host.
    func ofHost(_ name: String) -> [[String: Field]] { folders.compactMap { $0.hosts[name] } }

    /// Nil when nothing is said. Of several files in a folder later ones count more.
    private static func read(
        _ name: String, in folder: [String: [InventoryFile]], of kind: String, _ findings: inout Findings
    ) -> [String: Field]? {
        let files = VariableFolders.files(for: name, in: folder)
        var fields: [String: Field] = [:]
        for file in files {
            guard !file.bytes.starts(with: VaultFile.start) else {
                findings.warning(
                    "this file is encrypted by ansible-vault: what it says of \(kind) \(quoted(name)) is not seen",
                    at: SourceMark(file: file.path, line: 1, column: 1),
                    hint: "keep variables that start with cj_ or ansible_ in a file that is not encrypted")
                continue
            }
            guard let root = YAMLText.root(file.bytes, file: file.path, &findings) else { continue }
            fields.merge(VariableScan.read(root, of: "\(kind) \(quoted(name))", &findings)) { _, later in later }
        }
        return fields.isEmpty ? nil : fields
    }
}
