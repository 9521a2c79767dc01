public import FleetModel

/// Writes `release.yaml`. What is written is read back as the same manifest.
public enum ReleaseManifestWriter {
    /// The manifest as YAML, one spelling for each.
    public static func text(_ manifest: ReleaseManifest) -> String {
        var lines = [
            "schema: 1", "release: \(manifest.name)", "version: \(manifest.version)", "sequence: \(manifest.sequence)",
        ]
        if let expires = manifest.expires { lines.append("expires: \(expires)") }
        if let fromVersion = manifest.fromVersion { lines.append("from_version: \(fromVersion)") }
        if manifest.isStateBreaking { lines.append("state_breaking: true") }
        if let height = manifest.revertibleUntilHeight { lines.append("revertible_until_height: \(height)") }
        if let toolchain = manifest.toolchain { lines.append("toolchain: \(quoted(toolchain))") }
        lines.append("files:")
        for file in manifest.files {
            lines.append(
                "  \(quoted(file.name)): {size: \(file.size), mode: \"\(file.mode.rawValue)\", sha256: \(quoted(file.digest))}"
            )
        }
        for (key, attachment) in [("sbom", manifest.sbom), ("provenance", manifest.provenance)] {
            guard let attachment else { continue }
            lines.append("\(key): {file: \(quoted(attachment.name)), sha256: \(quoted(attachment.digest))}")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// In double quotes, for a name may look like a number, and a digest of digits alone like a very large one.
    private static func quoted(_ text: some CustomStringConvertible) -> String {
        let inner = text.description.reduce(into: "") { inner, character in
            if character == "\"" || character == "\\" { inner.append("\\") }
            inner.append(character)
        }
        return "\"\(inner)\""
    }
}
