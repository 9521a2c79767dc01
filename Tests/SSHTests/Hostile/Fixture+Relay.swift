import LoopbackSSH
import OpenSSHFiles
import SSH
import Testing

extension Fixture {
    /// The server's key under the name `relayed`, whatever port stands before it.
    var relayedHosts: KnownHosts {
        var hosts = KnownHosts()
        let key = (try? server.knownHostsLine())?.split(separator: " ").dropFirst().joined(separator: " ") ?? ""
        hosts.add(Array("relayed \(key)".utf8), file: "known_hosts")
        return hosts
    }

    var credentials: SSHCredentials {
        (try? SSHCredentials(privateKeyFiles: [server.keyFile])) ?? SSHCredentials(identities: [])
    }
}
