import Files
import SSHSignatures
import Testing

@Suite("signatures by ssh-keygen", .timeLimit(.minutes(2)))
struct SignatureProgramTests {
    private static let message = "sequence: 7\n"
    private static let now = "20261120120000Z"
    private let bench: SigningBench
    private let program = SignatureProgram(namespace: SigningBench.namespace)

    init() throws { bench = try SigningBench() }

    private func verify(
        _ signature: SSHSignature, _ line: String, message: String = message, at time: String = now,
        revoked: [UInt8]? = nil
    ) async throws -> SSHSignatureError? {
        let signer = try #require(try signers(line + "\n").signers.first)
        do throws(SSHSignatureError) {
            try await program.verify(signature, over: Array(message.utf8), by: signer, at: time, revoked: revoked)
            return nil
        } catch {
            return error
        }
    }

    private func isRefused(_ error: SSHSignatureError?) -> Bool {
        if case .refused = error { true } else { false }
    }

    @Test("a good signature is accepted, by each kind of key", arguments: ["ed25519", "ecdsa", "rsa"])
    func good(type: String) async throws {
        let key = try await bench.makeKey("alice", type: type)
        let signature = try await bench.sign(Self.message, key: "alice")
        #expect(try await verify(signature, "alice \(key)") == nil)
        #expect(try await verify(signature, "alice,a@b namespaces=\"bench@v1\" \(key) a comment") == nil)
    }

    @Test("trap: tampered data are refused, although find-principals answers 0 for them")
    func tampered() async throws {
        let key = try await bench.makeKey("alice")
        let signature = try await bench.sign(Self.message, key: "alice")
        #expect(isRefused(try await verify(signature, "alice \(key)", message: "sequence: 8\n")))
        try AtomicFile.write(Array("alice \(key)\n".utf8), to: bench.folder.file("signers"))
        try AtomicFile.write(signature.armour, to: bench.folder.file("sig"))
        let (list, file) = (bench.folder.file("signers"), bench.folder.file("sig"))
        try await bench.run(
            ["ssh-keygen", "-Y", "find-principals", "-f", list, "-s", file], input: Array("tampered".utf8))
    }

    @Test("trap: a key that nobody allowed is refused, although check-novalidate answers 0 for it")
    func stranger() async throws {
        let key = try await bench.makeKey("alice")
        _ = try await bench.makeKey("mallory")
        let signature = try await bench.sign(Self.message, key: "mallory")
        #expect(isRefused(try await verify(signature, "alice \(key)")))
        #expect(try signers("alice \(key)\n").signer(with: signature.publicKey) == nil)
        try AtomicFile.write(signature.armour, to: bench.folder.file("sig"))
        try await bench.run(
            ["ssh-keygen", "-Y", "check-novalidate", "-n", SigningBench.namespace, "-s", bench.folder.file("sig")],
            input: Array(Self.message.utf8))
    }

    @Test(
        "trap: a principal that is a pattern is refused",
        arguments: ["*", "alice,*", "*@example.com", "a?", "!bob,alice"])
    func pattern(principals: String) async throws {
        let key = try await bench.makeKey("alice")
        let found = problems("\(principals) \(key)\n")
        #expect(found.count == 1 && found[0].contains("is a pattern"))
    }

    @Test("trap: bytes around the armour, and other line breaks in it, are refused")
    func malleable() async throws {
        _ = try await bench.makeKey("alice")
        let armour = try await bench.sign(Self.message, key: "alice").armour
        let text = String(decoding: armour, as: UTF8.self)
        let broken = text.replacing("U1NIU0lH", with: "U1NI\nU0lH")
        for variant in [
            text + "x", text + "\n", " " + text, text.dropLast() + "", broken, text.replacing("\n", with: "\r\n"),
        ] {
            #expect(throws: SSHSignatureError.self) { try SSHSignature(armour: Array(String(variant).utf8)) }
        }
        #expect(try SSHSignature(armour: armour).armour == armour)
    }

    @Test("a signature for another purpose counts for nothing")
    func namespace() async throws {
        let key = try await bench.makeKey("alice")
        let signature = try await bench.sign(Self.message, key: "alice", namespace: "git")
        #expect(try await verify(signature, "alice \(key)") == .otherNamespace("git"))
        let own = try await bench.sign(Self.message, key: "alice")
        #expect(isRefused(try await verify(own, "alice namespaces=\"git\" \(key)")))
    }

    @Test("a key counts only in its time")
    func time() async throws {
        let key = try await bench.makeKey("alice")
        let signature = try await bench.sign(Self.message, key: "alice")
        let line = "alice valid-after=\"20261101Z\",valid-before=\"20261201Z\" \(key)"
        #expect(try await verify(signature, line) == nil)
        #expect(isRefused(try await verify(signature, line, at: "20261031235959Z")))
        #expect(isRefused(try await verify(signature, line, at: "20261201000001Z")))
    }

    @Test("a revoked key is refused, by a list of keys and by a KRL")
    func revoked() async throws {
        let key = try await bench.makeKey("alice")
        _ = try await bench.makeKey("bob")
        let signature = try await bench.sign(Self.message, key: "alice")
        let krl = bench.folder.file("krl")
        try await bench.run(["ssh-keygen", "-q", "-k", "-f", krl, bench.folder.file("bob.pub")])
        #expect(try await verify(signature, "alice \(key)", revoked: try File.read(krl, limit: 1 << 20)) == nil)
        try await bench.run(["ssh-keygen", "-q", "-k", "-u", "-f", krl, bench.folder.file("alice.pub")])
        #expect(isRefused(try await verify(signature, "alice \(key)", revoked: try File.read(krl, limit: 1 << 20))))
        #expect(isRefused(try await verify(signature, "alice \(key)", revoked: Array("\(key)\n".utf8))))
    }

    @Test("without ssh-keygen nothing is believed")
    func missingProgram() async throws {
        let key = try await bench.makeKey("alice")
        let signature = try await bench.sign(Self.message, key: "alice")
        let signer = try #require(try signers("alice \(key)\n").signers.first)
        await #expect {
            try await SignatureProgram(path: "/nonexistent/ssh-keygen", namespace: SigningBench.namespace)
                .verify(signature, over: Array(Self.message.utf8), by: signer, at: Self.now, revoked: nil)
        } throws: { error in
            if case .unavailable? = error as? SSHSignatureError { true } else { false }
        }
    }

    @Test("an encrypted key asks nobody for its passphrase")
    func encrypted() async throws {
        try await bench.run([
            "ssh-keygen", "-q", "-t", "ed25519", "-N", "long enough", "-f", bench.folder.file("locked"),
        ])
        await #expect(throws: SSHSignatureError.self) { try await bench.sign(Self.message, key: "locked") }
    }
}
