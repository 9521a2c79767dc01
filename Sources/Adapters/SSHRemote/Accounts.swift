import Files
import FleetModel
import OpenSSHFiles
import SSH
import Synchronization

/// Keys and known hosts by the files they come from, each file read once.
final class Accounts: Sendable {
    struct Account: Sendable {
        let credentials: SSHCredentials
        let knownHosts: KnownHosts
    }

    private let home: String
    private let credentials = Mutex<[[String]: SSHCredentials]>([:])
    private let knownHosts = Mutex<[[String]: KnownHosts]>([:])

    init(home: String) { self.home = home }

    func account(for connection: Connection) throws(RemoteTrouble) -> Account {
        let keys = connection.identityFiles.isEmpty ? usersKeys : connection.identityFiles
        let hosts = connection.knownHostsFiles.isEmpty ? usersKnownHosts : connection.knownHostsFiles
        return Account(credentials: try readKeys(keys), knownHosts: try readHosts(hosts))
    }

    private func readKeys(_ files: [String]) throws(RemoteTrouble) -> SSHCredentials {
        try credentials.withLock { (known) throws(RemoteTrouble) in
            if let kept = known[files] { return kept }
            do throws(SSHError) {
                let read = try SSHCredentials(privateKeyFiles: files)
                known[files] = read
                return read
            } catch {
                throw RemoteTrouble(message: "\(error)")
            }
        }
    }

    private func readHosts(_ files: [String]) throws(RemoteTrouble) -> KnownHosts {
        try knownHosts.withLock { (known) throws(RemoteTrouble) in
            if let kept = known[files] { return kept }
            do throws(FileError) {
                let read = try KnownHosts.load(files)
                known[files] = read
                return read
            } catch {
                throw RemoteTrouble(message: "\(error)")
            }
        }
    }

    /// What `ssh` would offer, as far as this client can use it.
    private var usersKeys: [String] {
        ["id_ed25519", "id_ecdsa"].map { "\(home)/.ssh/\($0)" }.filter(File.exists)
    }

    private var usersKnownHosts: [String] {
        ["\(home)/.ssh/known_hosts", "/etc/ssh/ssh_known_hosts"].filter(File.exists)
    }
}

/// Why nothing could be sent to a host: found on this side, before any connection.
struct RemoteTrouble: Error {
    let message: String
}
