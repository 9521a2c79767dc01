internal import Files
internal import Processes

/// The OpenSSH server of one node: its keys, its configuration and its process.
struct SSHServer: Sendable {
    let node: LabNode
    let processes: LabProcesses
    /// The absolute path of sshd, which insists on being started by one.
    let program: String

    /// Root's servers need it, and Debian's package makes it only when its own service starts.
    private static let privilegeSeparationFolder = "/run/sshd"

    /// Writes keys and configuration.
    ///
    /// - Parameter extraSettings: lines that this version of sshd needs besides.
    func prepare(clientKey: [UInt8], extraSettings: [String]) async throws(LabError) {
        try await SSHKey.make(at: node.hostKey)
        try LabFiles.write(clientKey, to: node.authorizedKeys, mode: 0o600)
        let lines = settings + extraSettings
        try LabFiles.write(lines.joined(separator: "\n") + "\n", to: node.serverConfiguration)
    }

    private var settings: [String] {
        [
            "# One node of a lab: reached on its own loopback address, by the lab's key alone.",
            "ListenAddress \(node.address)",
            "Port \(node.ports.ssh)",
            "HostKey \"\(node.hostKey)\"",
            "AuthorizedKeysFile \"\(node.authorizedKeys)\"",
            "PidFile \"\(node.serverPidFile)\"",
            "UsePAM no",
            "StrictModes no",
            "PubkeyAuthentication yes",
            "PasswordAuthentication no",
            "KbdInteractiveAuthentication no",
            "PermitRootLogin prohibit-password",
            "MaxStartups 500:30:1000",
            "MaxSessions 64",
            "LoginGraceTime 30",
            "UseDNS no",
            "PrintMotd no",
            "PrintLastLog no",
            "X11Forwarding no",
            "AllowAgentForwarding no",
            "AcceptEnv LANG LC_*",
            "Subsystem sftp internal-sftp",
            // Whatever is started over SSH carries the lab's mark, so that it can be found again. A node has a home of its
            // own: what this machine's user runs at each login is slow, and takes locks that a power cut would leave.
            "SetEnv \"\(LabProcesses.mark)=\(processes.layout.folder)\" \"\(LabProcesses.nodeMark)=\(node.name)\" "
                + "\"HOME=\(node.folder)\"",
        ]
    }

    /// Settings that only some versions know, as far as this one does: a server of OpenSSH 9.8 or later locks out an
    /// address that was refused a few times, and all nodes of a lab see the same one.
    static func settingsKnown(to program: String) async throws(LabError) -> [String] {
        let setting = "PerSourcePenalties no"
        do throws(ProcessError) {
            // `-G` reads the configuration and needs no keys; an unknown setting is an error.
            let result = try await ProcessRunner.run(
                [program, "-G", "-f", "/dev/null", "-o", setting], deadline: .seconds(10))
            return result.status.isSuccess ? [setting] : []
        } catch {
            throw LabError(.programMissing, "\(error)")
        }
    }

    /// Starts the server; it listens soon after. A server that runs already is left alone.
    func start() throws(LabError) {
        guard try running() == nil else { return }
        do {
            if try LabUser.current().isRoot { try Directory.makeWithParents(Self.privilegeSeparationFolder) }
            let environment = [
                "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", LabProcesses.mark: processes.layout.folder,
                LabProcesses.nodeMark: node.name,
            ]
            _ = try ProcessRunner.spawnDetached(
                [program, "-D", "-e", "-f", node.serverConfiguration], environment: .only(environment),
                workingDirectory: "/", outputPath: node.serverLog)
        } catch {
            throw LabError(.programFailed, "sshd of \(node.name) cannot be started: \(error)")
        }
    }

    /// The process that listens, or nil. Never by the pid file alone.
    func running() throws(LabError) -> LabProcess? {
        try processes.all(of: node.name).first { $0.kind == .sshListener }
    }
}
