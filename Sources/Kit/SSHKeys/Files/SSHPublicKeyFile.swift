import Files
import FoundationEssentials

/// A `.pub` file: the key's type, the key in base64, a comment.
enum SSHPublicKeyFile {
    static func read(_ path: String) throws(SSHKeyError) -> HostKey {
        let content: [UInt8]
        do throws(FileError) {
            content = try File.read(path, limit: SSHPrivateKey.maximumFileLength)
        } catch {
            throw SSHKeyError(.unreadable, path, error.reason)
        }
        guard let key = parse(content) else { throw SSHKeyError(.malformed, path, "not a public key") }
        return key
    }

    /// The key of the first line that has one; nil when there is none.
    static func parse(_ content: [UInt8]) -> HostKey? {
        for line in content.split(separator: UInt8(ascii: "\n")) where line.first != UInt8(ascii: "#") {
            let fields = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            guard fields.count >= 2, let blob = Data(base64Encoded: Data(fields[1])),
                let key = HostKey(blob: Array(blob)), fields[0].elementsEqual(key.type.utf8)
            else { return nil }
            return key
        }
        return nil
    }
}
