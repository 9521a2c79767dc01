import Files
import Processes
import SSH
import Testing

@testable import OpenSSHFiles

/// The same files, read by us and by OpenSSH's own program.
@Suite(
    "Agreement with ssh-keygen -F", .enabled(if: File.exists("/usr/bin/ssh-keygen"), "SKIPPED: there is no ssh-keygen"))
struct KeygenAgreementTests {
    /// Numbers from a seed (SplitMix64), so that a failure can be repeated.
    struct Numbers: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    static let names = [
        "a", "b", "ab", "a.b", "10.0.0.1", "[a]:22", "[a]:2222", "[a.b]:2222", "fe80::1", "[fe80::1]:2222",
    ]
    private static let pieces =
        names + ["*", "a*", "*b", "a?b", "?", "[*]:2222", "*.b", "A", "A.B", "10.0.*", "**", "*a*b*"]

    private static func line(_ numbers: inout Numbers, key: String) -> String {
        let marker = ["", "", "", "@revoked ", "@cert-authority ", "@other "].randomElement(using: &numbers) ?? ""
        if Int.random(in: 0..<4, using: &numbers) == 0 {
            let name = names.randomElement(using: &numbers) ?? "a"
            return "\(marker)\(hashed(name, salt: UInt8.random(in: 0...255, using: &numbers))) \(key)"
        }
        let count = Int.random(in: 1...3, using: &numbers)
        let patterns = (0..<count).map { _ in
            (Bool.random(using: &numbers) && Bool.random(using: &numbers) ? "!" : "")
                + (pieces.randomElement(using: &numbers) ?? "a")
        }
        return "\(marker)\(patterns.joined(separator: ",")) \(key)"
    }

    @Test("finds the same lines for every name", arguments: [1, 2, 3] as [UInt64])
    func sameLines(_ seed: UInt64) async throws {
        var numbers = Numbers(state: seed)
        // Whole keys only: -F looks at the names and does not read the keys.
        let keys = [try SampleKey(seed: 1).text, try SampleKey(seed: 2).text]
        let lines = (0..<150).map { _ in Self.line(&numbers, key: keys.randomElement(using: &numbers) ?? "") }
        let directory = try TemporaryDirectory(prefix: "known-hosts-")
        let path = directory.file("known_hosts")
        try AtomicFile.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: path)
        let hosts = try KnownHosts.load([path])
        for name in Self.names {
            let printed = try await ProcessRunner.run(["ssh-keygen", "-F", name, "-f", path], deadline: .seconds(20))
                .outputText
            let theirs = printed.split(separator: "\n").filter { $0.hasPrefix("# Host") }
                .compactMap { $0.split(separator: "line ").last?.prefix { $0 != " " } }.compactMap { Int($0) }
            let ours = hosts.lineNumbers(for: name)
            #expect(ours == theirs, "\(name), seed \(seed)")
        }
        #expect(Self.names.contains { hosts.lineNumbers(for: $0).count > 5 })
    }

    @Test("finds what ssh-keygen -H has hashed")
    func hashedByKeygen() async throws {
        let directory = try TemporaryDirectory(prefix: "known-hosts-")
        let path = directory.file("known_hosts")
        let (one, two) = (try SampleKey(seed: 1), try SampleKey(seed: 2))
        try AtomicFile.write(Array("a.example,10.0.0.1 \(one.text)\n[b.example]:2222 \(two.text)\n".utf8), to: path)
        let result = try await ProcessRunner.run(["ssh-keygen", "-H", "-f", path], deadline: .seconds(20))
        #expect(result.status.isSuccess)
        let hosts = try KnownHosts.load([path])
        #expect(!(String(decoding: try File.read(path, limit: 1 << 20), as: UTF8.self).contains("example")))
        #expect(hosts.verify(one.key, address: "a.example", port: 22) == .trusted)
        #expect(hosts.verify(one.key, address: "10.0.0.1", port: 22) == .trusted)
        #expect(hosts.verify(two.key, address: "b.example", port: 2222) == .trusted)
    }
}
