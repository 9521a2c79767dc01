import OpenSSHFiles
import SSH

/// Whom to reach, as whom, along what way and by what proofs: an inventory over ssh_config over what holds without either.
struct HostRoute: Sendable {
    indirect enum Way: Sendable {
        case direct
        case jump(HostRoute)
        /// ProxyCommand, for a shell.
        case command(String)
    }

    var endpoint: SSHEndpoint
    var way: Way
    let credentials: SSHCredentials
    let verifier: HostKeyKeeper
    let deadlines: SSHDeadlines
    let preferences: SSHPreferences
    /// What ssh_config and the inventory's options say, with where.
    let settings: SSHSettings
    /// Where each of the values comes from that more than one place may say: `inventory`, `file:line`, or `default`.
    let origins: [String: String]

    /// Every server on the way, the first to be reached first, this one last.
    var chain: [SSHEndpoint] {
        guard case .jump(let bastion) = way else { return [endpoint] }
        return bastion.chain + [endpoint]
    }
}
