import Files
import FleetModel
import LoopbackSSH
import Processes
import Reactor
import RolloutEngine
import Secrets
import Testing

@testable import SSHRemote

/// Everything that the cells share: the user's home with its ssh_config, keys of every kind, an agent, somebody who knows the
/// passphrase, and two bastions.
final class MatrixWorld: Sendable {
    private static let passphrase = "sesame"

    private let folder: TemporaryDirectory
    private let agent: LoopbackAgent
    private let bastions: [LoopbackSSH]

    init() async throws {
        folder = try TemporaryDirectory(prefix: "matrix")
        agent = try await LoopbackAgent()
        let (first, second) = (try await LoopbackSSH(), try await LoopbackSSH())
        bastions = [first, second]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for key in MatrixCell.UserKey.allCases { group.addTask { [self] in try await makeKeys(key) } }
            try await group.waitForAll()
        }
        try Self.writeProgram("#!/bin/sh\necho '\(Self.passphrase)'\n", to: folder.file("askpass"))
        // The program that is asked: with our ssh_config, for it looks its user's home up by itself.
        try Self.writeProgram("#!/bin/sh\nexec ssh -F '\(config)' \"$@\"\n", to: folder.file("ssh"))
        try Directory.make("\(folder.path)/.ssh", mode: 0o700)
    }

    private func makeKeys(_ key: MatrixCell.UserKey) async throws {
        let type = key == .stranger ? "ed25519" : key.rawValue
        try await LoopbackSSH.makeKey(type, at: path(key, .file))
        try await LoopbackSSH.makeKey(type, at: path(key, .encrypted), options: ["-N", Self.passphrase])
        try await LoopbackSSH.makeKey(type, at: path(key, .agent))
        try await agent.add(path(key, .agent))
        try File.remove(path(key, .agent))
    }

    private var config: String { folder.file(".ssh/config") }

    private func path(_ key: MatrixCell.UserKey, _ holder: MatrixCell.Holder) -> String {
        folder.file("\(holder.rawValue)_\(key.rawValue)")
    }

    private static func writeProgram(_ text: String, to path: String) throws {
        try AtomicFile.write(Array(text.utf8), to: path, mode: 0o700)
    }

    /// Public key files that servers let in.
    var accepted: [String] {
        MatrixCell.UserKey.allCases.filter { $0 != .stranger }.flatMap { key in
            MatrixCell.Holder.allCases.map { "\(path(key, $0)).pub" }
        }
    }

    /// Where a target server listens.
    struct Place: Sendable {
        let address: String
        let port: UInt16
        /// Its line of known_hosts.
        let known: String
    }

    /// Writes ssh_config and known_hosts for these targets, by name.
    func write(_ targets: [String: Place]) throws {
        var blocks = [
            "Host gate-a\n" + lines(bastions[0]),
            "Host gate-b\n  ProxyJump gate-a\n" + lines(bastions[1]),
        ]
        for (name, place) in targets.sorted(by: { $0.key < $1.key }) {
            blocks.append("Host \(name)-*\n  HostName \(place.address)\n  Port \(place.port)\n")
        }
        blocks.append("Host *-1\n  ProxyJump gate-a\n")
        blocks.append("Host *-2\n  ProxyJump gate-b\n")
        blocks.append(
            "Host *\n  IdentitiesOnly yes\n  IdentityAgent \(agent.socket)\n  StrictHostKeyChecking yes\n"
                + "  UserKnownHostsFile \(folder.path)/.ssh/known_hosts\n  GlobalKnownHostsFile /dev/null\n")
        try AtomicFile.write(Array(blocks.joined(separator: "\n").utf8), to: config, mode: 0o600)
        let known = try bastions.map { try $0.knownHostsLine() } + targets.values.map(\.known)
        try AtomicFile.write(
            Array((known.joined(separator: "\n") + "\n").utf8), to: folder.file(".ssh/known_hosts"), mode: 0o600)
    }

    private func lines(_ server: LoopbackSSH) -> String {
        "  HostName \(server.address)\n  Port \(server.port)\n  User \(server.user)\n  IdentityFile \(server.keyFile)\n"
            + "  KexAlgorithms curve25519-sha256\n"
    }

    /// The adapter as this user runs it.
    func remote() throws -> SSHRemote {
        SSHRemote(
            on: try Reactor(named: "matrix"), home: folder.path, user: "nobody", releases: folder.path,
            environment: ["SSH_ASKPASS": folder.file("askpass"), "SSH_ASKPASS_REQUIRE": "force"],
            program: folder.file("ssh"))
    }

    /// The host of a cell at a target.
    func host(_ cell: MatrixCell, _ number: Int, target: String, user: String) throws -> Host {
        let key = path(cell.userKey, cell.holder)
        let like = try LoopbackHost.make(
            Connection(
                address: "\(target)-\(cell.depth)", port: 22, user: user,
                identityFiles: [cell.holder == .agent ? "\(key).pub" : key], knownHostsFiles: [], engine: cell.wish,
                unstated: [.port]))
        return Host(
            id: try #require(HostID(rawValue: "cell-\(number)")), connection: like.connection, network: like.network,
            role: like.role, votingPower: .zero, isCanary: false, zone: nil, paths: like.paths, probes: like.probes)
    }
}

/// What came of one attempt.
struct Meeting {
    let outcome: ShellOutcome
    let engine: ConnectionEngine?

    func check(_ expectation: MatrixCell.Expectation, _ name: String) {
        switch (expectation, outcome.end) {
        case (.ranAs(let user, let expected), .ended(let reply)):
            #expect(reply.status == .exited(0) && reply.output == Array("\(user)\n".utf8), "\(name): \(reply)")
            #expect(engine == expected, "\(name)")
        case (.refused(let reason), .refused(let message)), (.refused(let reason), .unreachable(let message)):
            #expect(message.contains(reason), "\(name): \(message)")
        default: Issue.record("\(name): \(outcome.end), where it should have been \(expectation)")
        }
    }
}
