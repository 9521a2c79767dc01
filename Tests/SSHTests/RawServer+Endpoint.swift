import LoopbackSSH
import SSH

extension RawServer {
    var endpoint: SSHEndpoint { SSHEndpoint(address: "127.0.0.1", port: port, user: "root") }
}
