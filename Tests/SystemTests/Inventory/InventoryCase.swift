import Files
import Testing

/// A folder under `Tests/Fixtures/Inventories`: inventories, and what ansible-inventory makes of them.
/// `script/expect-inventories` writes the latter and says how a case is made.
struct InventoryCase: Sendable, CustomTestStringConvertible {
    static let root = FilePath.parent(of: FilePath.parent(of: FilePath.parent(of: FilePath.parent(of: #filePath))))
    static let folder = FilePath.join(root, "Tests/Fixtures/Inventories")

    static let all: [InventoryCase] = ((try? Directory.list(folder)) ?? []).map { InventoryCase(name: $0) }

    let name: String
    var testDescription: String { name }
    var folder: String { FilePath.join(Self.folder, name) }

    /// The inventories, the one that counts most last.
    func sources() throws -> [String] {
        if let named = try text("sources") { return named.split(separator: "\n").map(String.init) }
        return try Directory.list(folder).filter { $0 == "hosts" || $0.hasPrefix("hosts.") }
    }

    /// Nil when there is no such file.
    func text(_ file: String) throws -> String? {
        let path = FilePath.join(folder, file)
        return File.exists(path) ? String(decoding: try File.read(path, limit: 1 << 20), as: UTF8.self) : nil
    }

    /// A project of which this case's inventory is one, where it has a playbook.
    func project() throws -> String? {
        guard let playbooks = try text("playbook-folder") else { return nil }
        let playbook = FilePath.join(String(playbooks.prefix { $0 != "\n" }), "site.yml")
        return "playbook: \(FilePath.join(folder, playbook))\nservice: {name: x, manager: systemd}\n"
    }
}
