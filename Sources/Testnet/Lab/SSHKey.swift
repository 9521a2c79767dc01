internal import Files

/// Ed25519 keys, made by ssh-keygen without a passphrase.
enum SSHKey {
    /// Makes a key pair at `path` and `path`.pub; one that stands there is replaced.
    static func make(at path: String) async throws(LabError) {
        for old in [path, "\(path).pub"] where File.exists(old) { try LabFiles.remove(old) }
        try await Program.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "cjctl lab", "-f", path])
    }

    /// The public half: `ssh-ed25519 BASE64 COMMENT` and a newline.
    static func publicHalf(of path: String) throws(LabError) -> [UInt8] {
        try LabFiles.read("\(path).pub")
    }

    /// The line of a known_hosts file that says: this is the key of this address and port (sshd(8)).
    static func knownHostLine(address: String, port: UInt16, hostKey path: String) throws(LabError) -> String {
        let fields = String(decoding: try publicHalf(of: path), as: UTF8.self).split(separator: " ")
        guard fields.count >= 2 else { throw LabError(.programFailed, "\(path).pub is no public key") }
        return "[\(address)]:\(port) \(fields[0]) \(fields[1])\n"
    }
}
