public import FleetModel
internal import YAML

/// Reads `release.yaml`, the manifest of a release.
public enum ReleaseManifestReader {
    /// The most bytes that are read.
    public static let maximumBytes = 1 << 20
    /// The highest sequence and height: what JSON carries exactly (RFC 8259 §6).
    public static let maximumNumber: UInt64 = 9_007_199_254_740_991

    private static let keys = [
        "schema", "release", "version", "sequence", "expires", "from_version", "state_breaking",
        "revertible_until_height", "toolchain", "files", "sbom", "provenance", "config_template",
    ]

    /// The manifest in `bytes`, or everything that is wrong with them.
    ///
    /// - Parameter file: the name that diagnostics carry.
    public static func read(_ bytes: [UInt8], file: String) -> Diagnosed<ReleaseManifest> {
        var findings = Findings()
        let start = SourceMark(file: file, line: 1, column: 1)
        guard bytes.count <= maximumBytes else {
            findings.error("\(bytes.count) bytes; a manifest has at most \(maximumBytes)", at: start)
            return Diagnosed(nil, findings)
        }
        guard let root = YAMLText.root(bytes, file: file, &findings),
            let fields = Fields(root, of: "a manifest", keys: keys, &findings)
        else { return Diagnosed(nil, findings) }
        for name in ["schema", "release", "version", "sequence", "files"] where fields[name] == nil {
            findings.error("a manifest has \(name), this one has none", at: root.mark)
        }
        _ = fields["schema"].flatMap { findings.number($0, in: 1...1) }
        let name = fields["release"].flatMap { findings.identifier($0, as: ReleaseName.self) }
        let version = fields["version"].flatMap { findings.version($0) }
        let sequence = fields["sequence"].flatMap { findings.number($0, in: 1...maximumNumber) }
        let height = fields["revertible_until_height"].flatMap { findings.number($0, in: 0...maximumNumber) }
        let files = fields["files"].flatMap { ManifestFileReader.read($0, &findings) }
        let expires = fields["expires"].flatMap { findings.timestamp($0) }
        let fromVersion = fields["from_version"].flatMap { findings.version($0) }
        let isStateBreaking = fields["state_breaking"].map { findings.boolean($0) } ?? false
        let toolchain = fields["toolchain"].flatMap { findings.text($0) }
        let sbom = fields["sbom"].flatMap { ManifestFileReader.attachment($0, &findings) }
        let provenance = fields["provenance"].flatMap { ManifestFileReader.attachment($0, &findings) }
        let template = fields["config_template"].flatMap { ManifestFileReader.attachment($0, &findings) }
        if let name, let version, let field = fields["version"], !name.isSaid(by: version.description) {
            findings.error(
                "version is \(version), but the name \(quoted(name.rawValue)) says \(name.version ?? "none")",
                at: field.mark, hint: "a node is recognised by the version in its release's name")
        }
        refuseSharedNames(files ?? [], [sbom, provenance, template].compactMap(\.self), root.mark, &findings)
        guard let name, let version, let sequence, let files, let isStateBreaking else {
            return Diagnosed(nil, findings)
        }
        return Diagnosed(
            ReleaseManifest(
                name: name, version: version, sequence: Int64(sequence), expires: expires, fromVersion: fromVersion,
                isStateBreaking: isStateBreaking, revertibleUntilHeight: height.map { Int64($0) },
                toolchain: toolchain, files: files, sbom: sbom, provenance: provenance, configurationTemplate: template),
            findings)
    }

    private static func refuseSharedNames(
        _ files: [ManifestFile], _ attachments: [ManifestAttachment], _ mark: SourceMark, _ findings: inout Findings
    ) {
        var taken = Set(files.map(\.name))
        for attachment in attachments where !taken.insert(attachment.name).inserted {
            findings.error("\(quoted(attachment.name)) is listed twice", at: mark, hint: "one file has one purpose")
        }
    }
}
