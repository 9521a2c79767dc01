import Files
import FleetModel
import Glibc
import LoopbackSSH
import Reactor
import RolloutEngine
import SSH
import Testing

@testable import SSHRemote

/// Real servers of many kinds against users of many kinds: who gets in, by which client, and what is said to the others.
@Suite(
    "The matrix of servers and users", .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"),
    .timeLimit(.minutes(30)))
struct MatrixTests {
    private static let isLong = unsafe getenv("CJCTL_TEST_LONG") != nil
    private static let isModern = LibraryVersion(SSHLibrary.version) >= .withCertificates

    @Test("every cell ends as the table says; pairs of all values, or all of them under --long")
    func cells() async throws {
        let indices = Self.isLong ? Pairwise.everything(MatrixCell.sizes) : Pairwise.combinations(MatrixCell.sizes)
        let cells = indices.map { MatrixCell($0) }
        let users = try await MatrixUsers()
        for (kind, group) in Dictionary(grouping: cells, by: ServerKind.init).sorted(by: { $0.key < $1.key }) {
            let server = try await LoopbackSSH(
                hostKeyTypes: [kind.hostKey.rawValue], settings: kind.restriction.settings)
            for file in users.accepted { try server.authorize(file) }
            for cell in group {
                let place = MatrixPlace(
                    address: server.address, port: server.port, user: server.user,
                    knownHosts: try server.knownHostsLine(kind.hostKey.rawValue))
                try await meet(place, key: users.key(cell.userKey), wish: cell.wish, "\(cell)")
                    .check(cell.expectation(isModern: Self.isModern), "\(cell)")
            }
        }
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
        #expect(chosen.count < Pairwise.everything(MatrixCell.sizes).count / 3)
    }

    @Test(
        "Dropbear lets in by either client, RSA over OpenSSH",
        .enabled(if: LoopbackDropbear.isAvailable, "\(LoopbackDropbear.skipReason)"),
        arguments: ["ed25519", "ecdsa", "rsa"])
    func dropbear(_ hostKey: String) async throws {
        let users = try await MatrixUsers()
        let server = try await LoopbackDropbear(hostKeyType: hostKey, userKeys: users.accepted)
        let place = MatrixPlace(
            address: server.address, port: server.port, user: server.user, knownHosts: server.knownHostsLine)
        for key in MatrixCell.UserKey.allCases {
            let needsOpenSSH = !Self.isModern && (hostKey == "rsa" || key == .rsa)
            let expected: MatrixCell.Expectation =
                key == .stranger
                ? .refused(needsOpenSSH ? "Permission denied" : "the server accepts none of")
                : .loggedIn(by: needsOpenSSH ? .openssh : .native)
            try await meet(place, key: users.key(key), wish: nil, "Dropbear \(hostKey), \(key)")
                .check(expected, "Dropbear \(hostKey), \(key)")
        }
    }

    private struct ServerKind: Hashable, Comparable {
        let hostKey: MatrixCell.HostKey
        let restriction: MatrixCell.Restriction

        init(_ cell: MatrixCell) { (hostKey, restriction) = (cell.hostKey, cell.restriction) }

        static func < (left: ServerKind, right: ServerKind) -> Bool {
            (left.hostKey.rawValue, left.restriction.rawValue) < (right.hostKey.rawValue, right.restriction.rawValue)
        }
    }

    private func meet(
        _ place: MatrixPlace, key: String, wish: ConnectionEngine?, _ name: String
    ) async throws -> Meeting {
        let folder = try TemporaryDirectory(prefix: "matrix")
        let known = folder.file("known_hosts")
        try AtomicFile.write(Array("\(place.knownHosts)\n".utf8), to: known)
        let remote = SSHRemote(
            on: try Reactor(named: "matrix"), home: folder.path, user: "nobody", releases: folder.path)
        let host = try LoopbackHost.make(
            Connection(
                address: place.address, port: place.port, user: place.user, identityFiles: [key],
                knownHostsFiles: [known], engine: wish))
        let answer = try await remote.run(LoopbackHost.command("echo met"), on: host)
        let engine = remote.engine(of: host.id)?.engine
        await remote.close()
        return Meeting(answer: answer, engine: engine)
    }
}

/// Where a server listens, and what known_hosts says of it.
private struct MatrixPlace {
    let address: String
    let port: UInt16
    let user: String
    let knownHosts: String
}

/// What came of one attempt.
private struct Meeting {
    let answer: RemoteAnswer
    let engine: ConnectionEngine?

    func check(_ expectation: MatrixCell.Expectation, _ name: String) {
        switch expectation {
        case .loggedIn(let expected):
            #expect(answer == .replied(output: "met\n", errors: ""), "\(name): \(answer)")
            #expect(engine == expected, "\(name)")
        case .refused(let reason):
            guard case .notBegun(let message) = answer else {
                Issue.record("\(name): \(answer), where it should have been refused: \(reason)")
                return
            }
            #expect(message.contains(reason), "\(name): \(message)")
        }
    }
}

/// One key pair of each kind.
private final class MatrixUsers: Sendable {
    private let folder: TemporaryDirectory

    init() async throws {
        folder = try TemporaryDirectory(prefix: "matrix-users")
        for key in MatrixCell.UserKey.allCases {
            try await LoopbackSSH.makeKey(key == .stranger ? "ed25519" : key.rawValue, at: self.key(key))
        }
    }

    func key(_ key: MatrixCell.UserKey) -> String { folder.file(key.rawValue) }

    /// Public key files that servers let in.
    var accepted: [String] {
        MatrixCell.UserKey.allCases.filter { $0 != .stranger }.map { "\(key($0)).pub" }
    }
}
