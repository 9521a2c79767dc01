internal import FleetModel
internal import YAML

/// Reads what a manifest says of files.
enum ManifestFileReader {
    /// The longest file of a release: 1 TiB, in bytes.
    static let maximumSize: UInt64 = 1 << 40

    /// `files: {name: {size: 1, mode: "0755", sha256: …}}`; nil when something is wrong.
    static func read(_ field: Field, _ findings: inout Findings) -> [ManifestFile]? {
        guard case .mapping(let pairs) = field.node.kind, !pairs.isEmpty else {
            findings.error(
                "files is \(field.node.isNull ? "empty" : field.node.kindName); a mapping of names is expected",
                at: field.mark, hint: "files: {coinjectured: {size: 4096, mode: \"0755\", sha256: …}}")
            return nil
        }
        guard pairs.count <= ReleaseListingReader.maximumFiles else {
            findings.error(
                "\(pairs.count) files; a release has at most \(ReleaseListingReader.maximumFiles)", at: field.mark)
            return nil
        }
        let files = pairs.map { file($0, &findings) }
        return files.contains { $0 == nil } ? nil : files.compactMap(\.self)
    }

    /// `sbom: {file: sbom.spdx.json, sha256: …}`.
    static func attachment(_ field: Field, _ findings: inout Findings) -> ManifestAttachment? {
        let keys = ["file", "sha256"]
        guard let fields = Fields(field.node, of: field.name, keys: keys, &findings) else { return nil }
        requireAll(keys, of: field.name, fields, field.mark, &findings)
        let name = fields["file"].flatMap { findings.releaseFileName($0) }
        let digest = fields["sha256"].flatMap { findings.digest($0) }
        guard let name, let digest else { return nil }
        return ManifestAttachment(name: name, digest: digest)
    }

    private static func file(_ pair: YAMLPair, _ findings: inout Findings) -> ManifestFile? {
        guard !findings.refuseMerge(pair) else { return nil }
        let keys = ["size", "mode", "sha256"]
        let owner = "file \(quoted(pair.name))"
        let name = findings.releaseFileName(Field(name: "a file's name", keyMark: pair.key.mark, node: pair.key))
        guard let fields = Fields(pair.value, of: owner, keys: keys, &findings) else { return nil }
        requireAll(keys, of: owner, fields, pair.key.mark, &findings)
        let size = fields["size"].flatMap { findings.number($0, in: 0...maximumSize) }
        let mode = fields["mode"].flatMap { findings.choice($0, among: ManifestFile.FileMode.allCases.map(\.rawValue)) }
        let digest = fields["sha256"].flatMap { findings.digest($0) }
        guard let name, let size, let mode = mode.flatMap(ManifestFile.FileMode.init), let digest else { return nil }
        return ManifestFile(name: name, size: Int64(size), mode: mode, digest: digest)
    }

    private static func requireAll(
        _ keys: [String], of owner: String, _ fields: Fields, _ mark: SourceMark, _ findings: inout Findings
    ) {
        for key in keys where fields[key] == nil { findings.error("\(owner) has no \(key)", at: mark) }
    }
}

/// Readers of values that only manifests hold.
extension Findings {
    /// A version by Semantic Versioning 2.0.0.
    mutating func version(_ field: Field) -> SemanticVersion? {
        guard let text = text(field) else { return nil }
        guard let version = SemanticVersion(text) else {
            error(
                "\(field.name) is \(quoted(text)), which is no version", at: field.mark,
                hint: "such as 4.0.0 or 4.0.0-rc.1, without a leading v (semver.org)")
            return nil
        }
        return version
    }

    /// A second in UTC.
    mutating func timestamp(_ field: Field) -> Timestamp? {
        guard let text = text(field) else { return nil }
        guard let time = Timestamp(text) else {
            error(
                "\(field.name) is \(quoted(text)), which is no time", at: field.mark,
                hint: "in UTC, such as 2027-02-20T00:00:00Z")
            return nil
        }
        return time
    }

    /// 64 lowercase hexadecimal digits.
    mutating func digest(_ field: Field) -> Digest? {
        guard let text = text(field) else { return nil }
        guard let digest = Digest(hexadecimal: text), digest.description == text else {
            error(
                "\(field.name) is \(quoted(text)); 64 lowercase hexadecimal digits are expected", at: field.mark,
                hint: "as sha256sum prints them")
            return nil
        }
        return digest
    }

    /// A name that may stand in a listing of checksums.
    mutating func releaseFileName(_ field: Field) -> String? {
        guard let text = text(field) else { return nil }
        guard let wrong = ReleaseListingLine.problem(ofName: Array(text.utf8)[...]) else { return text }
        error("\(field.name) \(quoted(text)): \(wrong.message)", at: field.mark, hint: ReleaseListingLine.nameHint)
        return nil
    }
}
