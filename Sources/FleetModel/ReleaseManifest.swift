/// What a release says of itself in `release.yaml`: what is in it, who may take it, and until when.
public struct ReleaseManifest: Sendable, Equatable {
    public let name: ReleaseName
    public let version: SemanticVersion
    /// Rises with every release of a service. A release with a lower one is older, whatever its version says.
    public let sequence: Int64
    /// From then on it is not rolled out any more; nil for never.
    public let expires: Timestamp?
    /// The oldest version that can be upgraded to this one; nil for any.
    public let fromVersion: SemanticVersion?
    /// True when it changes data so that the release before may not be able to read them.
    public let isStateBreaking: Bool
    /// The last height of the chain at which there is a way back; nil for any.
    public let revertibleUntilHeight: Int64?
    /// What it was built with, in the builder's words.
    public let toolchain: String?
    /// What goes to the nodes, in order of names.
    public let files: [ManifestFile]
    /// What is in it, as a file of this release that stays here.
    public let sbom: ManifestAttachment?
    /// Where it comes from, as a file of this release that stays here.
    public let provenance: ManifestAttachment?
    /// The template of its nodes' configurations, as a file of this release that stays here.
    public let configurationTemplate: ManifestAttachment?

    public init(
        name: ReleaseName, version: SemanticVersion, sequence: Int64, expires: Timestamp?,
        fromVersion: SemanticVersion?, isStateBreaking: Bool, revertibleUntilHeight: Int64?, toolchain: String?,
        files: [ManifestFile], sbom: ManifestAttachment?, provenance: ManifestAttachment?,
        configurationTemplate: ManifestAttachment? = nil
    ) {
        self.name = name
        self.version = version
        self.sequence = sequence
        self.expires = expires
        self.fromVersion = fromVersion
        self.isStateBreaking = isStateBreaking
        self.revertibleUntilHeight = revertibleUntilHeight
        self.toolchain = toolchain
        self.files = files.sorted { $0.name < $1.name }
        self.sbom = sbom
        self.provenance = provenance
        self.configurationTemplate = configurationTemplate
    }

    /// SBOM, provenance and template, where there are any.
    public var attachments: [ManifestAttachment] { [sbom, provenance, configurationTemplate].compactMap(\.self) }

    /// True when the release before may not be able to go on with its data, now or from some height on.
    public var mayBreakState: Bool { isStateBreaking || revertibleUntilHeight != nil }

    /// True when what runs now is too old for this release. A name without a version cannot be judged.
    public func refusesUpgrade(from name: ReleaseName) -> Bool {
        guard let fromVersion, let current = name.version.flatMap({ SemanticVersion($0) }) else { return false }
        return current.precedes(fromVersion)
    }
}

/// A file that goes to the nodes.
public struct ManifestFile: Sendable, Equatable {
    /// A plain name without a slash.
    public let name: String
    /// In bytes.
    public let size: Int64
    public let mode: FileMode
    public let digest: Digest

    public init(name: String, size: Int64, mode: FileMode, digest: Digest) {
        self.name = name
        self.size = size
        self.mode = mode
        self.digest = digest
    }

    /// What the owner may do with a file; nobody else may write it, and no bit gives rights away.
    public enum FileMode: String, Sendable, Codable, CaseIterable {
        case program = "0755"
        case readOnlyProgram = "0555"
        case data = "0644"
        case readOnlyData = "0444"

        public var isExecutable: Bool { self == .program || self == .readOnlyProgram }
    }
}

/// A file about the release that stays on this machine.
public struct ManifestAttachment: Sendable, Equatable {
    /// A plain name without a slash.
    public let name: String
    public let digest: Digest

    public init(name: String, digest: Digest) {
        self.name = name
        self.digest = digest
    }
}
