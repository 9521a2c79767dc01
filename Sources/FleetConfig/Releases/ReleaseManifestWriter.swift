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
        for (key, attachment) in [
            ("sbom", manifest.sbom), ("provenance", manifest.provenance),
            ("config_template", manifest.configurationTemplate),
        ] {
            guard let attachment else { continue }
            lines.append("\(key): {file: \(quoted(attachment.name)), sha256: \(quoted(attachment.digest))}")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// In double quotes, for a name may look like a number, and a digest of digits alone like a very large one.
    ///
    /// What YAML folds (line separators) or does not allow there (controls) is spelled out (YAML 1.1, 5.6).
    private static func quoted(_ text: some CustomStringConvertible) -> String {
        let inner = text.description.unicodeScalars.reduce(into: "") { inner, scalar in
            switch scalar {
            case "\"", "\\": inner += "\\\(scalar)"
            case _ where mustBeSpelledOut(scalar):
                let digits = String(scalar.value, radix: 16)
                inner += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            default: inner.unicodeScalars.append(scalar)
            }
        }
        return "\"\(inner)\""
    }

    private static func mustBeSpelledOut(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
