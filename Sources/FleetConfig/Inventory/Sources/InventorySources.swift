/// One file of an inventory, as bytes.
public struct InventoryFile: Sendable, Equatable {
    /// The name that diagnostics carry.
    public let path: String
    public let bytes: [UInt8]

    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}

/// `group_vars` and `host_vars` of one folder.
public struct VariableFolders: Sendable, Equatable {
    /// For each name in `group_vars` the file of that name, or the files of the folder of that name in their order.
    public let groups: [String: [InventoryFile]]
    /// The same for `host_vars`.
    public let hosts: [String: [InventoryFile]]

    public init(groups: [String: [InventoryFile]], hosts: [String: [InventoryFile]]) {
        self.groups = groups
        self.hosts = hosts
    }

    /// What stands for one group or host: a name without an extension before `.yml`, `.yaml` and `.json`.
    static func files(for name: String, in folder: [String: [InventoryFile]]) -> [InventoryFile] {
        for candidate in [name, name + ".yml", name + ".yaml", name + ".json"] {
            if let files = folder[candidate] { return files }
        }
        return []
    }
}

/// Everything that an inventory is read from, in the order in which it counts.
public struct InventorySources: Sendable, Equatable {
    /// The inventories that were named, folders taken apart.
    public let files: [InventoryFile]
    /// What stands beside each inventory that was named.
    public let besideInventories: [VariableFolders]
    /// What stands beside the playbook; it counts more.
    public let besidePlaybook: VariableFolders?

    public init(
        files: [InventoryFile], besideInventories: [VariableFolders] = [], besidePlaybook: VariableFolders? = nil
    ) {
        self.files = files
        self.besideInventories = besideInventories
        self.besidePlaybook = besidePlaybook
    }
}
