import Files
import OpenSSHFiles
import Processes
import Reactor
import SSH
import SSHKeys
import Synchronization
import Testing

@Suite("Hosts whose key is new")
final class HostKeyKeeperTests: Sendable {
    let directory: TemporaryDirectory
    let reactor: Reactor
    let one: SampleKey
    let two: SampleKey

    init() throws {
        directory = try TemporaryDirectory(prefix: "known-hosts-")
        reactor = try Reactor(named: "known-hosts")
        one = try SampleKey(seed: 1)
        two = try SampleKey(seed: 2)
    }

    private var path: String { directory.file("ssh/known_hosts") }
    private var content: String {
        get throws { String(decoding: try File.read(path, limit: 1 << 20), as: UTF8.self) }
    }

    private func keeper(_ policy: HostKeyPolicy, hashed: Bool = false) throws -> HostKeyKeeper {
        HostKeyKeeper(
            try KnownHosts.load([path]), policy: policy, addingTo: path, hashesNames: hashed, on: reactor)
    }

    private func name(_ verdict: HostKeyVerdict) -> String { "\(verdict)".prefix { $0 != "(" }.description }

    @Test("under accept-new the key is added to a file that only its owner reads, and is known from then on")
    func acceptNew() async throws {
        let keeper = try keeper(.acceptNew)
        #expect(await keeper.verify(one.key, address: "A.example", port: 22) == .trusted)
        #expect(await keeper.verify(one.key, address: "a.example", port: 2222) == .trusted)
        #expect(await keeper.verify(two.key, address: "10.0.0.1", port: 2222) == .trusted)
        #expect(try content == "a.example \(one.text)\n[10.0.0.1]:2222 \(two.text)\n")
        #expect(try File.metadata(path).mode == 0o600)
        #expect(try File.metadata(FilePath.parent(of: path)).mode == 0o700)
        #expect(name(await keeper.verify(two.key, address: "a.example", port: 22)) == "changed")
        #expect(name(try KnownHosts.load([path]).verify(two.key, address: "a.example", port: 22)) == "changed")
    }

    @Test("what stands in the file stays, also when its last line has no end")
    func existing() async throws {
        try Directory.make(FilePath.parent(of: path))
        try AtomicFile.write(Array("# mine\nb.example \(two.text)".utf8), to: path)
        #expect(await (try keeper(.acceptNew)).verify(one.key, address: "a.example", port: 22) == .trusted)
        #expect(try content == "# mine\nb.example \(two.text)\na.example \(one.text)\n")
    }

    @Test("a changed or revoked key is refused under every policy, asks nobody and writes nothing")
    func neverNew() async throws {
        try Directory.make(FilePath.parent(of: path))
        let lines = "a.example \(two.text)\n@revoked * \(one.text)\n@cert-authority c.example \(two.text)\n"
        try AtomicFile.write(Array(lines.utf8), to: path)
        let third = try SampleKey(seed: 3)
        let policies: [HostKeyPolicy] = [
            .known, .acceptNew,
            .ask { question in
                Issue.record("asked about \(question.name)")
                return .accepted
            },
        ]
        for policy in policies {
            let keeper = try keeper(policy)
            #expect(name(await keeper.verify(third.key, address: "a.example", port: 22)) == "changed")
            #expect(name(await keeper.verify(one.key, address: "b.example", port: 22)) == "revoked")
            #expect(name(await keeper.verify(third.key, address: "c.example", port: 22)) == "needsOpenSSH")
        }
        #expect(try content == lines)
    }

    @Test("a key that another program has added meanwhile counts")
    func meanwhile() async throws {
        let (first, second) = (try keeper(.acceptNew), try keeper(.acceptNew))
        #expect(await first.verify(one.key, address: "a.example", port: 22) == .trusted)
        #expect(name(await second.verify(two.key, address: "a.example", port: 22)) == "changed")
        #expect(await second.verify(one.key, address: "a.example", port: 22) == .trusted)
        #expect(try content == "a.example \(one.text)\n")
    }

    @Test(
        "somebody is asked once for each host, however many connections wait for the answer", arguments: [true, false])
    func ask(_ answer: Bool) async throws {
        let asked = Mutex<[HostKeyQuestion]>([])
        let keeper = try keeper(
            .ask { question in
                asked.withLock { $0.append(question) }
                await Task.yield()
                return answer ? .accepted : .declined
            })
        let verdicts = await withTaskGroup(of: HostKeyVerdict.self) { group in
            for _ in 0..<20 { group.addTask { await keeper.verify(self.one.key, address: "a.example", port: 2222) } }
            return await group.reduce(into: []) { $0.append(name($1)) }
        }
        #expect(verdicts == Array(repeating: answer ? "trusted" : "unknown", count: 20))
        #expect(asked.withLock { $0.map(\.name) } == ["[a.example]:2222"])
        #expect(File.exists(path) == answer)
    }

    @Test("where nobody can be asked, the refusal says why, and the next host is no worse off")
    func nobody() async throws {
        let keeper = try keeper(.ask { _ in .nobody("CI is set") })
        for _ in 0..<2 {
            guard case .unknown(let reason) = await keeper.verify(one.key, address: "a.example", port: 22) else {
                Issue.record("a new key was let in")
                return
            }
            #expect(reason.hasSuffix(", and nobody can be asked, for CI is set"))
        }
        #expect(!File.exists(path))
    }

    @Test("under yes nothing is asked and nothing written")
    func known() async throws {
        #expect(name(await (try keeper(.known)).verify(one.key, address: "a.example", port: 22)) == "unknown")
        #expect(!File.exists(path))
    }

    @Test("a file that cannot be written is a refusal with its reason")
    func unwritable() async throws {
        try AtomicFile.write([], to: directory.file("ssh"))
        let verdict = await (try keeper(.acceptNew)).verify(one.key, address: "a.example", port: 22)
        guard case .unknown(let reason) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(reason.contains("known_hosts") && reason.contains(one.key.fingerprint))
    }

    @Test(
        "ssh-keygen finds a hashed name that was added, many writers lose nothing",
        .enabled(if: File.exists("/usr/bin/ssh-keygen"), "SKIPPED: there is no ssh-keygen"))
    func hashedByUs() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<20 {
                group.addTask {
                    let keeper = try self.keeper(.acceptNew, hashed: true)
                    #expect(await keeper.verify(self.one.key, address: "h\(index).example", port: 2222) == .trusted)
                }
            }
            try await group.waitForAll()
        }
        #expect(try !content.contains("example"))
        #expect(try content.split(separator: "\n").count == 20)
        for index in [0, 19] {
            let found = try await ProcessRunner.run(
                ["ssh-keygen", "-F", "[h\(index).example]:2222", "-f", path], deadline: .seconds(20))
            #expect(found.status.isSuccess && found.outputText.contains(one.text))
        }
    }
}
