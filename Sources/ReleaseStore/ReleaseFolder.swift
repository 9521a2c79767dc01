import Files
import FleetConfig
public import FleetModel

/// `releases/<name>/`: a release as it lies on the controller.
public struct ReleaseFolder: Sendable, Equatable {
    /// The manifest's file.
    public static let manifest = "release.yaml"
    /// What the signatures' files end with; they start with the manifest's name.
    static let signatureSuffix = ".sig"
    /// The most signatures that are looked at.
    static let maximumSignatures = 64

    public let name: ReleaseName
    public let path: String
    /// The service's program, which every release holds.
    public let binary: String

    public init(name: ReleaseName, path: String, binary: String) {
        self.name = name
        self.path = path
        self.binary = binary
    }

    /// The file with the checksums, in sha256sum's form.
    public var listing: String { "\(binary).sha256" }

    /// The path of a file in it.
    public func file(_ name: String) -> String { FilePath.join(path, name) }

    public var hasManifest: Bool { (try? File.metadataOfLink(file(Self.manifest))) != nil }

    /// The names of the signatures' files, in order.
    public func signatures() throws(ReleaseError) -> [String] {
        try entries().filter { $0.hasPrefix(Self.manifest + ".") && $0.hasSuffix(Self.signatureSuffix) }
    }

    /// Everything in it, in order of names.
    func entries() throws(ReleaseError) -> [String] {
        try ReleaseError.ofFiles { () throws(FileError) in try Directory.list(path) }
    }

    /// The manifest's bytes; nil when there is none.
    func manifestBytes() throws(ReleaseError) -> [UInt8]? {
        guard hasManifest else { return nil }
        return try read(Self.manifest, limit: ReleaseManifestReader.maximumBytes)
    }

    /// The content of a plain file of the release; a link, a pipe or a folder is refused.
    func read(_ entry: String, limit: Int) throws(ReleaseError) -> [UInt8] {
        _ = try plainFile(entry)
        return try ReleaseError.ofFiles { () throws(FileError) in try File.read(file(entry), limit: limit) }
    }

    func plainFile(_ entry: String) throws(ReleaseError) -> FileMetadata {
        let found = try ReleaseError.ofFiles { () throws(FileError) in try File.metadataOfLink(file(entry)) }
        guard found.kind == .regular else {
            throw ReleaseError(
                .damaged, "\(file(entry)) is no plain file", next: "put the file itself there, no link to it")
        }
        return found
    }

    /// The manifest as it reads, whether or not the files are as it says.
    public func readManifest() throws(ReleaseError) -> ReleaseManifest? {
        guard let bytes = try manifestBytes() else { return nil }
        return try parse(manifest: bytes)
    }

    func parse(manifest bytes: [UInt8]) throws(ReleaseError) -> ReleaseManifest {
        let read = ReleaseManifestReader.read(bytes, file: file(Self.manifest))
        guard let manifest = read.value else { throw ReleaseError(read.diagnostics) }
        guard manifest.name == name else {
            throw ReleaseError(
                .damaged, "the manifest in \(path) is of \(manifest.name), not of \(name)",
                next: "a release lies in the folder of its name")
        }
        return manifest
    }

    /// What the checksums list.
    func readListing() throws(ReleaseError) -> [(name: String, digest: Digest)] {
        guard File.exists(file(listing)) else {
            throw ReleaseError(
                .missing, "release \(name) is not there: \(file(listing))",
                next: "a release folder holds \(binary) and \(listing)")
        }
        let read = ReleaseListingReader.read(
            try read(listing, limit: ReleaseListingReader.maximumBytes), file: file(listing))
        guard let entries = read.value else { throw ReleaseError(read.diagnostics) }
        return entries
    }

    /// The releases in a folder of releases, in order of names. Folders whose names are none of a release are passed over.
    public static func all(in parent: String, binary: String) throws(ReleaseError) -> [ReleaseFolder] {
        guard File.exists(parent) else { return [] }
        let entries = try ReleaseError.ofFiles { () throws(FileError) in try Directory.list(parent) }
        return entries.compactMap { entry in
            let path = FilePath.join(parent, entry)
            guard let name = ReleaseName(rawValue: entry), (try? File.metadata(path).kind) == .directory else {
                return nil
            }
            return ReleaseFolder(name: name, path: path, binary: binary)
        }
    }
}

extension ReleaseError {
    static func ofFiles<Value>(_ body: () throws(FileError) -> Value) throws(ReleaseError) -> Value {
        do throws(FileError) { return try body() } catch {
            throw ReleaseError(error.isNotFound ? .missing : .failed, "\(error)")
        }
    }
}
