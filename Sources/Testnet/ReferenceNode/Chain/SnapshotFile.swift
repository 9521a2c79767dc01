internal import Files

/// The accounts after the first block of a block file that does not begin at the beginning: `accounts-HEIGHT.json`
/// beside it.
struct SnapshotFile {
    private let folder: String

    private static let prefix = "accounts-"
    private static let suffix = ".json"

    init(blockFile: String) { folder = FilePath.parent(of: blockFile) }

    private func path(_ height: Int) -> String { "\(folder)/\(Self.prefix)\(height)\(Self.suffix)" }

    /// Nil when there is none, or none that can be read.
    func read(after height: Int) -> Accounts? {
        guard let bytes = try? File.read(path(height), limit: AccountsForm.longest),
            let form = NodeJSON.decode(AccountsForm.self, from: bytes), form.height == height
        else { return nil }
        return form.state
    }

    func write(_ accounts: Accounts, after height: Int) throws(FileError) {
        try AtomicFile.write(NodeJSON.encode(AccountsForm(accounts, after: height)), to: path(height))
    }

    func removeOthers(than height: Int) throws(FileError) {
        for name in try Directory.list(folder)
        where name.hasPrefix(Self.prefix) && name.hasSuffix(Self.suffix) && "\(folder)/\(name)" != path(height) {
            try File.remove("\(folder)/\(name)")
        }
    }
}
