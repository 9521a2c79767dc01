import Files
import FleetModel
import LoopbackSSH
import Reactor
import RolloutEngine
import SSH
import Testing

@testable import SSHRemote

@Suite(
    "Dropbear", .enabled(if: LoopbackDropbear.isAvailable, "\(LoopbackDropbear.skipReason)"), .timeLimit(.minutes(10)))
struct DropbearTests {
    @Test("it lets in by either client, RSA over OpenSSH", arguments: ["ed25519", "ecdsa", "rsa"])
    func letsIn(_ hostKey: String) async throws {
        let folder = try TemporaryDirectory(prefix: "dropbear")
        var keys: [MatrixCell.UserKey: String] = [:]
        for key in MatrixCell.UserKey.allCases {
            keys[key] = folder.file(key.rawValue)
            try await LoopbackSSH.makeKey(key == .stranger ? "ed25519" : key.rawValue, at: folder.file(key.rawValue))
        }
        let accepted = keys.filter { $0.key != .stranger }.values.map { "\($0).pub" }
        let server = try await LoopbackDropbear(hostKeyType: hostKey, userKeys: accepted)
        let known = folder.file("known_hosts")
        try AtomicFile.write(Array("\(server.knownHostsLine)\n".utf8), to: known)
        let isModern = LibraryVersion(SSHLibrary.version) >= .withCertificates
        for (key, file) in keys.sorted(by: { $0.value < $1.value }) {
            let needsOpenSSH = !isModern && (hostKey == "rsa" || key == .rsa)
            let remote = SSHRemote(
                on: try Reactor(named: "dropbear"), home: folder.path, user: "nobody", releases: folder.path)
            let host = try LoopbackHost.make(
                Connection(
                    address: server.address, port: server.port, user: server.user, identityFiles: [file],
                    knownHostsFiles: [known]))
            let answer = try await remote.run(LoopbackHost.command("echo met"), on: host)
            let engine = remote.engine(of: host.id)?.engine
            await remote.close()
            #expect(engine == (needsOpenSSH ? .openssh : .native), "\(key)")
            guard key == .stranger else {
                #expect(answer == .replied(output: "met\n", errors: ""), "\(key): \(answer)")
                continue
            }
            let reason = needsOpenSSH ? "Permission denied" : "the server accepts none of"
            guard case .barred(let message) = answer, message.contains(reason) else {
                Issue.record("\(key): \(answer)")
                continue
            }
        }
    }

    @Test("a server that takes a few hundred bytes at a time gets all of them, and two commands at once theirs")
    func tinyWindow() async throws {
        let folder = try TemporaryDirectory(prefix: "dropbear")
        let key = folder.file("key")
        try await LoopbackSSH.makeKey("ed25519", at: key)
        let server = try await LoopbackDropbear(
            hostKeyType: "ed25519", userKeys: ["\(key).pub"], options: ["-W", "700"])
        try AtomicFile.write(Array("\(server.knownHostsLine)\n".utf8), to: folder.file("known"))
        let remote = SSHRemote(
            on: try Reactor(named: "dropbear"), home: folder.path, user: "nobody", releases: folder.path)
        let host = try LoopbackHost.make(
            Connection(
                address: server.address, port: server.port, user: server.user, identityFiles: [key],
                knownHostsFiles: [folder.file("known")], engine: .native))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<2 {
                group.addTask {
                    let content = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* (13 + index)) }
                    let mark = try #require(Nonce(rawValue: "mark\(UInt64.random(in: 1 << 60 ... .max))"))
                    let outcome = await remote.run(
                        ShellRequest(.script("cat"), input: .bytes(content), deadline: .seconds(200), mark: mark),
                        on: host)
                    guard case .ended(let reply) = outcome.end else {
                        Issue.record("\(outcome)")
                        return
                    }
                    #expect(reply.status == .exited(0) && reply.output == content)
                }
            }
            try await group.waitForAll()
        }
        await remote.close()
    }
}
