import Crypto
import Files
import FleetConfig
public import FleetModel

/// What a person says of a new release.
public struct ReleaseHeader: Sendable, Equatable {
    public var sequence: Int64
    public var expires: Timestamp?
    public var fromVersion: SemanticVersion?
    public var isStateBreaking = false
    public var revertibleUntilHeight: Int64?
    public var toolchain: String?

    public init(sequence: Int64) { self.sequence = sequence }
}

/// Files to put into a release, by their paths on this machine.
public struct ReleaseAdditions: Sendable, Equatable {
    public var files: [String]
    public var sbom: String?
    public var provenance: String?
    /// The template of the nodes' configurations.
    public var configurationTemplate: String?

    public init(
        files: [String], sbom: String? = nil, provenance: String? = nil, configurationTemplate: String? = nil
    ) {
        self.files = files
        self.sbom = sbom
        self.provenance = provenance
        self.configurationTemplate = configurationTemplate
    }
}

extension ReleaseFolder {
    /// Makes the release: its files, checksums and manifest. It appears with everything in it, or not at all.
    public func make(_ header: ReleaseHeader, _ additions: ReleaseAdditions) throws(ReleaseError) -> ReleaseManifest {
        guard (try? File.metadataOfLink(path)) == nil else {
            throw ReleaseError(
                .fixed, "\(path) is there already", next: "cjctl release add \(name) FILE, or another name")
        }
        guard let version = name.version.flatMap({ SemanticVersion($0) }) else {
            throw ReleaseError(
                .malformed, "the name \(name) holds no version", next: "vX.Y.Z, or phase<N>-<feature>-<X.Y.Z>")
        }
        let parent = FilePath.parent(of: path)
        let making = try ReleaseError.ofFiles { () throws(FileError) in
            try Directory.makeWithParents(parent)
            return try Workplace(in: parent)
        }
        let inside = ReleaseFolder(name: name, path: making.release, binary: binary)
        try ReleaseError.ofFiles { () throws(FileError) in try Directory.make(inside.path) }
        let empty = ReleaseManifest(
            name: name, version: version, sequence: header.sequence, expires: header.expires,
            fromVersion: header.fromVersion, isStateBreaking: header.isStateBreaking,
            revertibleUntilHeight: header.revertibleUntilHeight, toolchain: header.toolchain, files: [], sbom: nil,
            provenance: nil)
        let manifest = try inside.put(additions, into: empty)
        try ReleaseError.ofFiles { () throws(FileError) in
            try File.rename(inside.path, to: path)
            try Directory.synchronize(parent)
        }
        return manifest
    }

    /// Puts files into a release that nobody has signed yet; one of the same name is replaced.
    public func add(_ additions: ReleaseAdditions) throws(ReleaseError) -> ReleaseManifest {
        guard try signatures().isEmpty else {
            throw ReleaseError(
                .fixed, "release \(name) is signed and stays as it is", next: "make a release with the next version")
        }
        guard let manifest = try readManifest() else {
            throw ReleaseError(
                .missing, "release \(name) has no \(Self.manifest)", next: "cjctl release init \(name) FILE")
        }
        return try put(additions, into: manifest)
    }

    private func put(
        _ additions: ReleaseAdditions, into manifest: ReleaseManifest
    ) throws(ReleaseError) -> ReleaseManifest {
        var files = Dictionary(manifest.files.map { ($0.name, $0) }) { first, _ in first }
        for source in additions.files {
            let file = try copy(source)
            files[file.name] = file
        }
        guard files[binary] != nil else {
            throw ReleaseError(
                .missing, "release \(name) would not hold the service's program \(binary)",
                next: "name it among the files")
        }
        func attachment(_ source: String?) throws(ReleaseError) -> ManifestAttachment? {
            guard let source else { return nil }
            let file = try copy(source)
            return ManifestAttachment(name: file.name, digest: file.digest)
        }
        let made = ReleaseManifest(
            name: manifest.name, version: manifest.version, sequence: manifest.sequence, expires: manifest.expires,
            fromVersion: manifest.fromVersion, isStateBreaking: manifest.isStateBreaking,
            revertibleUntilHeight: manifest.revertibleUntilHeight, toolchain: manifest.toolchain,
            files: Array(files.values), sbom: try attachment(additions.sbom) ?? manifest.sbom,
            provenance: try attachment(additions.provenance) ?? manifest.provenance,
            configurationTemplate: try attachment(additions.configurationTemplate) ?? manifest.configurationTemplate)
        let text = Array(ReleaseManifestWriter.text(made).utf8)
        // What is written has to be what is read: a name that no listing may hold is refused here.
        let read = ReleaseManifestReader.read(text, file: file(Self.manifest))
        guard read.value == made else { throw ReleaseError(read.diagnostics) }
        let summed = made.files.map { ReleaseFile(name: $0.name, size: $0.size, digest: $0.digest) }
        try ReleaseError.ofFiles { () throws(FileError) in
            try AtomicFile.write(Release.listing(of: summed), to: file(listing))
            try AtomicFile.write(text, to: file(Self.manifest))
        }
        return made
    }

    /// Copies and digests a file in one pass, and puts it in its place when it is on the disk.
    private func copy(_ source: String) throws(ReleaseError) -> ManifestFile {
        let entry = FilePath.name(of: source)
        return try ReleaseError.ofFiles { () throws(FileError) in
            let reading = try FileDescriptor(opening: source, for: .read)
            let isProgram = try File.metadata(source).mode & 0o100 != 0
            let temporary = file("\(AtomicFile.temporaryPrefix)\(entry)")
            try? File.remove(temporary)
            let writing = try FileDescriptor(opening: temporary, for: .createNew(mode: 0o600))
            var digest = SHA256()
            var size: Int64 = 0
            var chunk = [UInt8](repeating: 0, count: FileDescriptor.chunkLength)
            while true {
                let count = try reading.read(into: &chunk)
                if count == 0 { break }
                digest.update(chunk[..<count])
                try writing.write(count == chunk.count ? chunk : Array(chunk[..<count]))
                size += Int64(count)
            }
            try writing.setMode(isProgram ? 0o755 : 0o644)
            try writing.synchronize()
            try File.rename(temporary, to: file(entry))
            guard let found = Digest(bytes: digest.finalize()) else { preconditionFailure("SHA-256 gives 32 bytes") }
            return ManifestFile(name: entry, size: size, mode: isProgram ? .program : .data, digest: found)
        }
    }
}

/// A folder beside the releases, on their disk, that goes with this value.
private final class Workplace {
    private let directory: TemporaryDirectory

    init(in parent: String) throws(FileError) { directory = try TemporaryDirectory(prefix: ".making", in: parent) }

    var release: String { directory.file("release") }
}
