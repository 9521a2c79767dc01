import FleetConfig
import FleetModel
import HostSteps
import RolloutEngine
import Screens

/// Runs the scripts of a transfer on hosts.
struct TransferChannel: Sendable {
    private let shells: any Shells
    private let environment: any Environment
    private let sudo: ShellSudo?
    let timeout: TimeSpan

    init(_ site: Site) throws(CommandFailure) {
        let workshop = site.context.workshop
        shells = try CommandFailure.ofPorts { () throws(LedgerFailure) in try workshop.makeShells(site.project.ssh) }
        environment = workshop.environment
        sudo = try RemoteOptions.sudo(site.context)
        timeout = try RemoteOptions.timeout(site)
    }

    func run(
        _ script: String, _ arguments: [String], input: ShellRequest.Input = .none, limits: ShellLimits = .standard,
        on host: Host
    ) async -> ShellOutcome {
        // As a program and not on standard input: with sudo on a terminal there is none, and the input is the file's.
        let program = ["/bin/sh", "-c", script, "cjctl"] + arguments
        return await shells.run(
            ShellRequest(
                .arguments(program), input: input, sudo: sudo, limits: limits, deadline: timeout,
                mark: ShellRequest.makeMark(environment)), on: host)
    }

    /// A place on a host: absolute, so that it means the same whoever logs in.
    static func checked(_ path: String) throws(CommandFailure) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        guard path.hasPrefix("/"), !parts.contains(".."), !path.utf8.contains(0) else {
            throw CommandFailure(.usage, "a path on hosts is absolute and has no '..': \(path)")
        }
        return path
    }

    static func octal(_ mode: UInt32) -> String {
        let digits = String(mode & 0o7777, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
