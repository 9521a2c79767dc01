import Files
import FleetModel
import Glibc
import LoopbackSSH
import Reactor
import RolloutEngine
import SSH
import Secrets
import Testing

@testable import SSHRemote

/// Real servers of many kinds against users of many kinds: who gets in, by which client, and what is said to the others.
@Suite(
    "The matrix of servers and users", .enabled(if: LoopbackSudo.isAvailable, "\(LoopbackSudo.skipReason)"),
    .timeLimit(.minutes(30)))
struct MatrixTests {
    private static let isLong = unsafe getenv("CJCTL_TEST_LONG") != nil
    private static let isModern = LibraryVersion(SSHLibrary.version) >= .withCertificates
    /// Cells at the same time: they wait for servers more than they compute.
    private static let width = 6

    @Test("every cell ends as the table says; pairs of all values, or all of them under --long")
    func cells() async throws {
        let sample = Pairwise.combinations(MatrixCell.sizes)
        let all = Self.isLong ? Pairwise.everything(MatrixCell.sizesByRules) + sample : sample
        let world = try await MatrixWorld()
        let cells = all.map { MatrixCell($0) }
        let servers = try await servers(for: Set(cells.map { ServerKind($0) }), letting: world.accepted)
        try world.write(
            Dictionary(
                uniqueKeysWithValues: try servers.map { kind, server in
                    let known = try server.ssh.knownHostsLine(kind.hostKey.rawValue)
                    return (
                        kind.name, MatrixWorld.Place(address: server.ssh.address, port: server.ssh.port, known: known)
                    )
                }))
        let remote = try world.remote()
        let places = ConcurrencyLimit(Self.width)
        await withTaskGroup(of: Void.self) { group in
            for (number, cell) in cells.enumerated() {
                guard let server = servers[ServerKind(cell)] else { continue }
                group.addTask {
                    guard await places.acquire() else { return }
                    defer { places.release() }
                    do {
                        try await meet(cell, number, server, world, remote)
                            .check(cell.expectation(isModern: Self.isModern), "\(cell)")
                    } catch {
                        Issue.record("\(cell): \(error)")
                    }
                }
            }
        }
        await remote.close()
        #expect(cells.count >= 30)
    }

    @Test("every two values of two factors meet in the sample")
    func sample() {
        let chosen = Pairwise.combinations(MatrixCell.sizes)
        for first in MatrixCell.sizes.indices {
            for second in MatrixCell.sizes.indices where second > first {
                let met = Set(chosen.map { [$0[first], $0[second]] })
                #expect(met.count == MatrixCell.sizes[first] * MatrixCell.sizes[second])
            }
        }
        #expect(chosen.count < 60, "\(chosen.count)")
    }

    private struct ServerKind: Hashable, Comparable {
        let hostKey: MatrixCell.HostKey
        let restriction: MatrixCell.Restriction

        init(_ cell: MatrixCell) { (hostKey, restriction) = (cell.hostKey, cell.restriction) }

        var name: String { "\(hostKey)-\(restriction)".lowercased() }

        static func < (left: ServerKind, right: ServerKind) -> Bool { left.name < right.name }
    }

    private func servers(
        for kinds: Set<ServerKind>, letting keys: [String]
    ) async throws -> [ServerKind: LoopbackSudo] {
        try await withThrowingTaskGroup(of: (ServerKind, LoopbackSudo).self) { group in
            for kind in kinds {
                group.addTask {
                    let server = try await LoopbackSudo(
                        hostKeyTypes: [kind.hostKey.rawValue], settings: kind.restriction.settings)
                    for file in keys { try server.authorize(file) }
                    return (kind, server)
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    private func meet(
        _ cell: MatrixCell, _ number: Int, _ server: LoopbackSudo, _ world: MatrixWorld, _ remote: SSHRemote
    ) async throws -> Meeting {
        let host = try world.host(
            cell, number, target: ServerKind(cell).name, user: cell.elevation.user.rawValue)
        let password = server.password
        let sudo: ShellSudo? =
            switch cell.elevation {
            case .none: nil
            case .asked: ShellSudo(password: KeptSecret { () throws(SecretError) in Secret(Array(password.utf8)) })
            case .free, .barred, .terminal: ShellSudo()
            }
        let mark = try #require(Nonce(rawValue: "cell\(number)x\(UInt64.random(in: 1 << 60 ... .max))"))
        let outcome = await remote.run(
            ShellRequest(.arguments(["id", "-un"]), sudo: sudo, deadline: .seconds(60), mark: mark), on: host)
        let engine = remote.engine(of: host.id)?.engine
        await remote.leave(host.id)
        return Meeting(outcome: outcome, engine: engine)
    }
}
