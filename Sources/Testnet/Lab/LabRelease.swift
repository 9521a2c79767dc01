internal import Crypto
internal import Files

/// A release of the reference node, as it stands in a project's `releases` folder.
public struct LabRelease: Sendable, Hashable {
    /// Its name, such as `v3.17.0`.
    public let name: String
    /// The folder that holds it.
    public let folder: String
    /// The names of the files that go to a node.
    public let files: [String]
    /// What it is addressed by on a node: see `ReleaseDigest`.
    public let digest: String

    /// The name of the one program in it.
    static let program = "coinjectured"

    /// Reads a release and checks its program against its checksum file.
    init(reading name: String, in folder: String) throws(LabError) {
        let listing = String(
            decoding: try LabFiles.read("\(folder)/\(Self.program).sha256"), as: UTF8.self)
        let found = try ReleaseDigest.listing(of: [Self.program], in: folder)
        guard listing == found else {
            throw LabError(
                .releaseInvalid,
                "\(folder)/\(Self.program) does not fit its checksum: \(Self.program).sha256 says "
                    + "\(listing.prefix(64)), the file has \(found.prefix(64))")
        }
        self.name = name
        self.folder = folder
        files = [Self.program]
        digest = try ReleaseDigest.of(files, in: folder)
    }

    /// True when there is a release of this name, whatever its state.
    static func exists(in folder: String) -> Bool { File.exists("\(folder)/\(program)") }
}
