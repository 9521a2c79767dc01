import Files
import LoopbackSSH
import SSH
import Testing

@Suite("Credentials", .enabled(if: File.exists("/usr/bin/ssh-keygen"), "SKIPPED, NOT PASSED: there is no ssh-keygen"))
struct CredentialTests {
    @Test("a key that others may read is refused, with the remedy")
    func exposed() async throws {
        let folder = try TemporaryDirectory(prefix: "credentials-")
        let path = folder.file("my key")
        try await LoopbackSSH.makeKey("ed25519", at: path)
        try File.setMode(path, 0o640)
        let error = await expect(.unusableKey) { try SSHCredentials(privateKeyFiles: [path]) }
        #expect(error?.stage == .credentials && error?.host == path)
        #expect(error?.reason == "others may read it; run: chmod 600 '\(path)'")
    }
}
