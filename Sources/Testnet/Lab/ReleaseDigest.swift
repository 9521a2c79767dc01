internal import Crypto
internal import Files

/// What a release is addressed by.
///
/// SHA-256 over one line `<sha256 of the file>  <name of the file>` and a newline for each file, sorted by name: what
/// `sha256sum` prints for them.
public enum ReleaseDigest {
    /// The digest, in lowercase hex, of the files with these names in a folder.
    public static func of(_ names: [String], in folder: String) throws(LabError) -> String {
        Hexadecimal.encode(SHA256.hash(Array(try listing(of: names, in: folder).utf8)))
    }

    /// The lines that the digest is made over.
    static func listing(of names: [String], in folder: String) throws(LabError) -> String {
        let sorted = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var lines = ""
        for name in sorted {
            do throws(FileError) {
                lines += "\(Hexadecimal.encode(try SHA256.hash(file: "\(folder)/\(name)")))  \(name)\n"
            } catch {
                throw LabError(.fileRefused, "\(error)")
            }
        }
        return lines
    }
}
