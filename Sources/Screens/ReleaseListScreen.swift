public import FleetModel

/// One release of a project, as far as it could be looked at.
public struct ReleaseRow: Sendable, Equatable, Encodable {
    public let name: ReleaseName
    public let version: String?
    public let sequence: Int64?
    /// How many files go to the nodes.
    public let files: Int?
    /// All of them together, in bytes.
    public let size: Int64?
    /// What the store on a host is addressed by.
    public let digest: Digest?
    /// Who has signed; nil where nobody has to.
    public let signers: [String]?
    /// Nodes on which it is installed, and on which it is the release to go back to, by the ledger.
    public let installed: Int
    public let previous: Int
    /// Why it would be refused; nil when it would not.
    public let trouble: String?

    public init(
        name: ReleaseName, version: String?, sequence: Int64?, files: Int?, size: Int64?, digest: Digest?,
        signers: [String]?, installed: Int, previous: Int, trouble: String?
    ) {
        self.name = name
        self.version = version
        self.sequence = sequence
        self.files = files
        self.size = size
        self.digest = digest
        self.signers = signers
        self.installed = installed
        self.previous = previous
        self.trouble = trouble
    }

    /// `installed on 3 nodes, previous on 1 node`, or what is wrong.
    var state: String {
        var words: [String] = []
        if let trouble { words.append("REFUSED  \(trouble)") }
        if installed > 0 { words.append("installed on \(counted(installed, "node"))") }
        if previous > 0 { words.append("previous on \(counted(previous, "node"))") }
        return words.isEmpty ? "ready" : words.joined(separator: ", ")
    }
}

/// `cjctl release list`.
public struct ReleaseListScreen {
    private let rows: [ReleaseRow]

    public init(rows: [ReleaseRow]) { self.rows = rows }

    public var lines: [String] {
        var table = TextTable(sides: [.start, .start, .end, .end, .end, .start, .start, .start])
        table.add(["NAME", "VERSION", "SEQUENCE", "FILES", "SIZE", "DIGEST", "SIGNED BY", "STATE"])
        for row in rows {
            table.add([
                row.name.rawValue, row.version ?? "–", row.sequence.map(String.init) ?? "–",
                row.files.map(String.init) ?? "–", row.size.map(byteCount) ?? "–", row.digest?.short ?? "–",
                row.signers.map { $0.isEmpty ? "nobody" : $0.joined(separator: ", ") } ?? "–", row.state,
            ])
        }
        return table.lines
    }
}

/// `cjctl release show`.
public struct ReleaseScreen {
    private let row: ReleaseRow
    private let manifest: ReleaseManifest?
    private let files: [ReleaseFile]

    public init(row: ReleaseRow, manifest: ReleaseManifest?, files: [ReleaseFile]) {
        self.row = row
        self.manifest = manifest
        self.files = files
    }

    public var lines: [String] {
        var table = TextTable(indent: "  ")
        func add(_ key: String, _ value: String?) {
            if let value { table.add([key, value]) }
        }
        add("version", row.version)
        add("sequence", row.sequence.map(String.init))
        add("digest", row.digest?.description)
        add("expires", manifest?.expires?.description)
        add("upgrades from", manifest?.fromVersion.map { "\($0) and newer" })
        add("data", (manifest?.isStateBreaking ?? false) ? "changed so that an older release may not read them" : nil)
        add("way back", manifest?.revertibleUntilHeight.map { "until height \($0)" })
        add("toolchain", manifest?.toolchain)
        add("config template", manifest?.configurationTemplate.map { "\($0.name)  \($0.digest)" })
        add("sbom", manifest?.sbom.map { "\($0.name)  \($0.digest)" })
        add("provenance", manifest?.provenance.map { "\($0.name)  \($0.digest)" })
        add("signed by", row.signers.map { $0.isEmpty ? "nobody" : $0.joined(separator: ", ") })
        add("state", row.state)
        var list = TextTable(indent: "  ", sides: [.start, .end, .start, .start])
        let modes = Dictionary((manifest?.files ?? []).map { ($0.name, $0.mode.rawValue) }) { first, _ in first }
        for file in files {
            list.add([file.name, byteCount(file.size), modes[file.name] ?? "–", file.digest.description])
        }
        return [row.name.rawValue] + table.lines + list.lines
    }
}

/// Bytes as people read them: whole below 10,000, then with one decimal in the unit of 1,024 that fits.
private func byteCount(_ bytes: Int64) -> String {
    guard bytes >= 10_000 else { return "\(bytes) B" }
    var (tenths, unit) = (bytes * 10 / 1024, 0)
    let units = ["KiB", "MiB", "GiB", "TiB"]
    while tenths >= 10_240, unit < units.count - 1 {
        tenths /= 1024
        unit += 1
    }
    return "\(tenths / 10).\(tenths % 10) \(units[unit])"
}
