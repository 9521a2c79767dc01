/// A named, digested set of files.
public struct Release: Sendable, Codable, Equatable {
    public let name: ReleaseName
    /// In order of their names.
    public let files: [ReleaseFile]
    /// SHA-256 of `listing`: what the store on a host is addressed by.
    public let digest: Digest
    /// Its place among the releases of its service, where its manifest states one. Not written when there is none, so that
    /// plans without it keep their digests.
    public let sequence: Int64?
    /// True when its manifest says that the release before may not be able to go on with its data, now or from some height
    /// on: what undoes such a change unattended stops the node and starts nothing. Nil for no, and then not written.
    public let mayBreakState: Bool?

    /// `digest` must be the SHA-256 of `Release.listing(of: files)`; the caller hashes, for this layer does not.
    public init(
        name: ReleaseName, files: [ReleaseFile], digest: Digest, sequence: Int64? = nil, mayBreakState: Bool = false
    ) {
        self.name = name
        self.files = files.sorted { $0.name < $1.name }
        self.digest = digest
        self.sequence = sequence
        self.mayBreakState = mayBreakState ? true : nil
    }

    public var reference: ReleaseReference { ReleaseReference(name: name, digest: digest) }

    /// The canonical bytes of a set of files: `<digest>  <name>` and a newline for each, in order of names, as
    /// `sha256sum` prints them.
    public static func listing(of files: [ReleaseFile]) -> [UInt8] {
        files.sorted { $0.name < $1.name }.flatMap { Array("\($0.digest)  \($0.name)\n".utf8) }
    }
}

/// One file of a release.
public struct ReleaseFile: Sendable, Codable, Equatable {
    /// A plain name without a slash.
    public let name: String
    /// In bytes.
    public let size: Int64
    public let digest: Digest
    /// What the manifest states; nil where there is none, and then it may be read and run by everybody.
    public let mode: ManifestFile.FileMode?

    public init(name: String, size: Int64, digest: Digest, mode: ManifestFile.FileMode? = nil) {
        self.name = name
        self.size = size
        self.digest = digest
        self.mode = mode
    }
}

/// A release by name and by content: two builds under one name are not the same release.
public struct ReleaseReference: Sendable, Codable, Hashable {
    public let name: ReleaseName
    public let digest: Digest

    public init(name: ReleaseName, digest: Digest) {
        self.name = name
        self.digest = digest
    }
}

extension ReleaseName {
    /// What a node of this release says of itself, without a leading `v`: `4.0.0` for `v4.0.0`, `1.0.0` for
    /// `phase1-sig-verify-1.0.0` (seed 002). Nil when the name holds no version.
    public var version: String? {
        let bare = rawValue.hasPrefix("v") ? rawValue.dropFirst() : Substring(rawValue)
        if SemanticVersion(bare) != nil { return String(bare) }
        var rest = Substring(rawValue)
        while let dash = rest.firstIndex(of: "-") {
            rest = rest[rest.index(after: dash)...]
            if SemanticVersion(rest) != nil { return String(rest) }
        }
        return nil
    }

    /// True when a node that says `said` runs this release; a leading `v` on either side means nothing.
    public func isSaid(by said: String) -> Bool {
        version == (said.hasPrefix("v") ? String(said.dropFirst()) : said)
    }
}
