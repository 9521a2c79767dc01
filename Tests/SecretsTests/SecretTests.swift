import Files
import Secrets
import Testing

@Suite("Secrets")
struct SecretTests {
    private let canary = "canary-7d1f"

    @Test("a secret shows in no description, dump or interpolation")
    func hidden() {
        let secret = Secret(Array(canary.utf8))
        var dumped = ""
        dump([secret], to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), String(describing: [secret]), dumped] {
            #expect(!text.contains(canary) && !text.contains("99, 97"))
        }
        #expect(secret.revealedBytes == Array(canary.utf8))
    }

    @Test("a file gives its first line, and only when nobody else may read it")
    func file() async throws {
        let folder = try TemporaryDirectory(prefix: "secrets")
        let path = folder.file("password")
        try AtomicFile.write(Array("\(canary)\nsecond\n".utf8), to: path, mode: 0o600)
        #expect(try await SecretSource.file(path).read().revealedBytes == Array(canary.utf8))
        try File.setMode(path, 0o640)
        let error = await #expect(throws: SecretError.self) { _ = try await SecretSource.file(path).read() }
        #expect(error?.code == .unavailable && error?.reason.contains("chmod 600") == true)
    }

    @Test("a program gives its first line; its failure is said without its output")
    func command() async throws {
        let read = try await SecretSource.command(["printf", "\(canary)\\nrest"]).read()
        #expect(read.revealedBytes == Array(canary.utf8))
        let error = await #expect(throws: SecretError.self) {
            _ = try await SecretSource.command(["sh", "-c", "echo \(canary); exit 3"]).read()
        }
        #expect(error?.code == .unavailable && error?.description.contains(canary) == false)
    }

    @Test("nothing is no secret")
    func empty() async {
        let error = await #expect(throws: SecretError.self) { _ = try await SecretSource.command(["true"]).read() }
        #expect(error?.code == .unusable)
    }

    @Test(
        "a source is named in one way",
        arguments: [
            ("file:/a:b", SecretSource.file("/a:b")), ("env:NAME", .environment("NAME")),
            ("command:pass show x", .command(["pass", "show", "x"])), ("ask", .terminal(prompt: "?")),
        ])
    func named(_ text: String, _ source: SecretSource) throws {
        #expect(try SecretSource(text, prompt: "?") == source)
    }

    @Test(
        "anything else is refused: a password typed as the option itself is no source",
        arguments: ["hunter2", "", "ask:x1"])
    func unknown(_ text: String) {
        let error = #expect(throws: SecretError.self) { _ = try SecretSource(text, prompt: "?") }
        #expect(text.isEmpty || error?.description.contains(text) == false)
    }

    @Test("a kept secret is fetched once, however many ask")
    func once() async throws {
        let folder = try TemporaryDirectory(prefix: "secrets")
        let log = folder.file("asked")
        let kept = KeptSecret(.command(["sh", "-c", "echo x >> '\(log)'; echo \(canary)"]))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try await kept.value() } }
            try await group.waitForAll()
        }
        #expect(try File.read(log, limit: 100).count == 2)
    }
}
