import Crypto
import Files
import FoundationEssentials
import Reactor
import SSH
import SSHKeys

/// A known_hosts file that keys are added to, by us and by others at the same time.
struct KnownHostsFile {
    /// How often the lock is tried for, and how long it is waited between; ten seconds in all.
    private static let lockAttempts = 500
    private static let lockPause = Duration.milliseconds(20)
    private static let saltLength = 20

    let path: String
    /// Whether names are written hashed (ssh_config's HashKnownHosts).
    let hashesNames: Bool
    let reactor: Reactor

    /// Adds the key of a host that is unknown, unless what others have added meanwhile settles the matter.
    ///
    /// - Returns: what holds from now on; `.unknown` says that the key was added.
    @concurrent
    func add(_ key: HostKey, address: String, port: UInt16) async throws(FileError) -> HostKeyVerdict {
        try makeFolder()
        let lock = try await takeLock()
        let content = try File.read(path, limit: KnownHosts.maximumFileLength)
        var known = KnownHosts()
        known.add(content, file: path)
        let verdict = known.verify(key, address: address, port: port)
        if case .unknown = verdict {
            // A last line without its end must not swallow ours.
            let start: [UInt8] = content.isEmpty || content.last == 10 ? [] : [10]
            let line = line(key, name: KnownHosts.fileName(address, port))
            let file = try FileDescriptor(opening: path, for: .append(mode: 0o600))
            try file.write(start + Array(line.utf8))
            try file.synchronize()
        }
        _ = consume lock
        return verdict
    }

    /// ssh's own mode for its folder.
    private func makeFolder() throws(FileError) {
        let folder = FilePath.parent(of: path)
        if !File.exists(folder) { try Directory.makeWithParents(folder, mode: 0o700) }
    }

    private func takeLock() async throws(FileError) -> FileLock {
        for _ in 1..<Self.lockAttempts {
            if let lock = try FileLock.acquireIfFree(path) { return lock }
            await reactor.sleep(until: .now + Self.lockPause)
        }
        guard let lock = try FileLock.acquireIfFree(path) else { throw FileError("lock", path, .system(.wouldBlock)) }
        return lock
    }

    private func line(_ key: HostKey, name: String) -> String {
        "\(hashesNames ? hashed(name) : name) \(key.type) \(Data(key.blob).base64EncodedString())\n"
    }

    private func hashed(_ name: String) -> String {
        let salt = RandomBytes.make(Self.saltLength)
        let digest = HMAC.sha1(key: salt, Array(name.utf8))
        return "|1|\(Data(salt).base64EncodedString())|\(Data(digest).base64EncodedString())"
    }
}
