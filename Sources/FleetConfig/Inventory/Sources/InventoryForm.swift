internal import YAML

/// Reads sources in whichever form they have.
enum InventoryForm {
    /// Extensions of Ansible's YAML form; other ones are INI's, and a file without one is what its text says.
    private static let yamlExtensions = ["yml", "yaml", "json"]

    /// What all sources say, or nil when a limit is passed or a file cannot be read at all.
    static func scan(_ sources: InventorySources, _ findings: inout Findings) -> InventoryScan? {
        let first = sources.files.first?.path ?? ""
        var scan = InventoryScan(startingAt: SourceMark(file: first, line: 1, column: 1))
        var isWhole = true
        for file in sources.files where !scan.isCutShort {
            isWhole = read(file, into: &scan, &findings) && isWhole
        }
        return isWhole && !scan.isCutShort ? scan : nil
    }

    /// False when the file is of no form.
    private static func read(
        _ file: InventoryFile, into scan: inout InventoryScan, _ findings: inout Findings
    ) -> Bool {
        let start = SourceMark(file: file.path, line: 1, column: 1)
        guard file.bytes.count <= YAMLLimits.standard.bytes else {
            findings.error("\(file.bytes.count) bytes; at most \(YAMLLimits.standard.bytes) are read", at: start)
            return false
        }
        if file.bytes.starts(with: "#!".utf8) {
            findings.error(
                "this is a program that makes an inventory; programs are not run", at: start,
                hint: "write what it finds to a file: ansible-inventory --list --yaml")
            return false
        }
        if file.bytes.starts(with: VaultFile.start) {
            findings.error("this inventory is encrypted by ansible-vault, which is not read here", at: start)
            return false
        }
        switch fileExtension(of: file.path) {
        case let known? where yamlExtensions.contains(known): return readYAML(file, into: &scan, &findings)
        case "toml":
            findings.error("inventories in TOML are not read", at: start, hint: "write it as YAML or INI")
            return false
        case nil where looksLikeYAML(file): return readYAML(file, into: &scan, &findings)
        default:
            INIForm.read(file.bytes, file: file.path, into: &scan, &findings)
            return true
        }
    }

    private static func readYAML(
        _ file: InventoryFile, into scan: inout InventoryScan, _ findings: inout Findings
    ) -> Bool {
        guard let root = YAMLText.root(file.bytes, file: file.path, &findings) else { return false }
        YAMLForm.read(root, into: &scan, &findings)
        return true
    }

    /// Without the dot and in the case it has; nil when there is none.
    private static func fileExtension(of path: String) -> String? {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return nil }
        return String(name[name.index(after: dot)...])
    }

    /// True when the text is a mapping of YAML, or would be one but for a mistake: its first line ends in a colon.
    private static func looksLikeYAML(_ file: InventoryFile) -> Bool {
        var unheard = Findings()
        if let root = YAMLText.root(file.bytes, file: file.path, &unheard) {
            if case .mapping = root.kind { return true } else { return false }
        }
        var isMapping = false
        INILine.each(of: file.bytes, file: file.path, &unheard) { line, _ in
            isMapping = line.text.hasSuffix(":")
            return line.text == "---"
        }
        return isMapping
    }
}

/// A file that ansible-vault has encrypted as a whole.
enum VaultFile {
    static let start = "$ANSIBLE_VAULT;".utf8
}
