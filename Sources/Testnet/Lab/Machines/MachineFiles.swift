internal import Crypto

/// What one machine is told by files: its name and its neighbours', how its SSH server listens, and whom it lets in.
struct MachineFiles: Sendable {
    let node: LabNode
    /// Everybody in the network.
    let nodes: [LabNode]

    /// Where the machine sees `node.sshFolder`.
    private static let folder = "/etc/ssh/lab"

    /// Writes host key, authorised key and the server's settings; Debian's own settings stand otherwise.
    func write(clientKey: [UInt8]) async throws(LabError) {
        try LabFiles.makeFolder("\(node.folder)/keys", mode: 0o700)
        try LabFiles.makeFolder("\(node.machineFolder)/upper/etc")
        try await SSHKey.make(at: node.hostKey)
        let names = nodes.map { "\($0.address) \($0.name)" }
        try LabFiles.write(
            (["127.0.0.1 localhost"] + names).joined(separator: "\n") + "\n",
            to: "\(node.machineFolder)/upper/etc/hosts")
        // Not left to the first boot: a power cut might come before it is written.
        let identity = Hexadecimal.encode(SHA256.hash(try SSHKey.publicHalf(of: node.hostKey))).prefix(32)
        try LabFiles.write("\(identity)\n", to: "\(node.machineFolder)/upper/etc/machine-id", mode: 0o444)
        try LabFiles.write("\(node.name)\n", to: "\(node.machineFolder)/upper/etc/hostname")
        try LabFiles.write(clientKey, to: node.authorizedKeys, mode: 0o644)
        let lines = [
            "ListenAddress \(node.address)",
            "Port \(node.ports.ssh)",
            "HostKey \(Self.folder)/host_key",
            "AuthorizedKeysFile \(Self.folder)/authorized_keys",
            "PasswordAuthentication no",
            "KbdInteractiveAuthentication no",
            "PermitRootLogin prohibit-password",
            "MaxStartups 500:30:1000",
            "MaxSessions 64",
            "UseDNS no",
        ]
        try LabFiles.write(lines.joined(separator: "\n") + "\n", to: node.serverConfiguration)
    }
}
