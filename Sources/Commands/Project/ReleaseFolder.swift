import Crypto
import Files
import FleetConfig
import FleetModel

/// `releases/<name>/`: a release as it lies on the controller, proven byte by byte before anything moves.
struct ReleaseFolder {
    let name: ReleaseName
    let path: String
    let binary: String

    /// Reads `<binary>.sha256`, hashes every file it lists, and refuses the release when one differs.
    func load() throws(CommandFailure) -> Release {
        let listing = try listedFiles()
        var files: [ReleaseFile] = []
        for entry in listing { files.append(try prove(entry.name, entry.digest)) }
        guard files.contains(where: { $0.name == binary }) else {
            throw CommandFailure(.refused, "release \(name) does not list the service's binary \(binary)")
        }
        guard let digest = Digest(bytes: SHA256.hash(Release.listing(of: files))) else {
            preconditionFailure("SHA-256 gives 32 bytes")
        }
        return Release(name: name, files: files, digest: digest)
    }

    private func listedFiles() throws(CommandFailure) -> [(name: String, digest: Digest)] {
        let file = "\(path)/\(binary).sha256"
        guard File.exists(file) else {
            throw CommandFailure(
                .refused, "release \(name) is not there: \(file)",
                next: "a release folder holds \(binary) and \(binary).sha256")
        }
        let bytes = try CommandFailure.ofFiles(.refused) { () throws(FileError) in
            try File.read(file, limit: Site.maximumFile)
        }
        let listing = ReleaseListingReader.read(bytes, file: file)
        guard let entries = listing.value else {
            throw CommandFailure(.refused, DiagnosticText.lines(of: listing.diagnostics))
        }
        return entries
    }

    private func prove(_ file: String, _ expected: Digest) throws(CommandFailure) -> ReleaseFile {
        let place = "\(path)/\(file)"
        let (size, hash) = try CommandFailure.ofFiles(.refused) { () throws(FileError) in
            (try File.metadata(place).size, try SHA256.hash(file: place))
        }
        guard let found = Digest(bytes: hash), found == expected else {
            throw CommandFailure(
                .refused, "release \(name) does not match on this machine, nothing was sent",
                facts: [
                    "file      \(place)", "expected  \(expected)   from \(binary).sha256",
                    "found     \(Digest(bytes: hash)?.description ?? "nothing")",
                ], next: "fetch the release again; do not correct the checksum")
        }
        return ReleaseFile(name: file, size: Int64(size), digest: expected)
    }
}
