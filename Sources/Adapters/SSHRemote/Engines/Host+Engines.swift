import FleetModel
import OpenSSHProgram
import SSH

extension EngineFacts {
    /// What an inventory says of a host.
    init(_ host: Host) {
        self.init(wish: host.connection.engine, libssh2: LibraryVersion(SSHLibrary.version))
    }
}

extension OpenSSHTarget {
    /// The same place, user, keys and known hosts as our own client would use.
    init(_ host: Host) {
        let connection = host.connection
        self.init(destination: connection.address)
        port = connection.port
        user = connection.user
        identityFiles = connection.identityFiles
        knownHostsFiles = connection.knownHostsFiles
        hostKeyChecking = "yes"
    }
}
