import Files
import FleetModel
import HostSteps
import LoopbackSSH
import Reactor
import RolloutEngine
import Testing

@testable import SSHRemote

/// A user's home with an ssh_config of its own, and the adapter that reads it.
struct Household {
    let folder: String
    let reactor: Reactor

    /// - Parameter server: whose folder the home stands in, and with which it goes.
    init(beside server: LoopbackSSH) throws {
        folder = "\(server.folder)/home"
        reactor = try Reactor(named: "household")
        try Directory.makeWithParents("\(folder)/.ssh", mode: 0o700)
    }

    /// Writes `~/.ssh/config` and knows the keys of the servers.
    func write(_ config: String, knowing servers: [LoopbackSSH]) throws {
        try AtomicFile.write(Array(config.utf8), to: "\(folder)/.ssh/config")
        try File.setMode("\(folder)/.ssh/config", 0o600)
        let lines = try servers.map { try $0.knownHostsLine() + "\n" }.joined()
        try AtomicFile.write(Array(lines.utf8), to: "\(folder)/.ssh/known_hosts")
    }

    var knownHosts: String {
        get throws { String(decoding: try File.read("\(folder)/.ssh/known_hosts", limit: 1 << 20), as: UTF8.self) }
    }

    func remote(user: String, limits: SSHLimits = .standard) -> SSHRemote {
        SSHRemote(on: reactor, home: folder, user: user, releases: folder, limits: limits)
    }

    /// The same with an `ssh` that reads this home's ssh_config, for it looks its user's home up by itself.
    func remoteWithProgram(user: String) throws -> SSHRemote {
        let script = "#!/bin/sh\nexec ssh -F '\(folder)/.ssh/config' \"$@\"\n"
        try AtomicFile.write(Array(script.utf8), to: "\(folder)/ssh", mode: 0o700)
        return SSHRemote(on: reactor, home: folder, user: user, releases: folder, program: "\(folder)/ssh")
    }

    /// A host of which the inventory says its address and, perhaps, options for ssh.
    func host(
        _ alias: String, user: String, options: [ConnectionOption]? = nil, engine: ConnectionEngine? = nil
    ) throws -> Host {
        try LoopbackHost.make(
            Connection(
                address: alias, port: 22, user: user, identityFiles: [], knownHostsFiles: [], engine: engine,
                unstated: [.port, .user], options: options))
    }

    /// Lines of ssh_config for a server.
    static func lines(_ alias: String, _ server: LoopbackSSH, _ more: String...) -> String {
        let lines = [
            "Host \(alias)", "HostName \(server.address)", "Port \(server.port)", "User \(server.user)",
            "IdentityFile \(server.keyFile)", "IdentitiesOnly yes",
        ]
        return (lines + more).joined(separator: "\n") + "\n"
    }
}
