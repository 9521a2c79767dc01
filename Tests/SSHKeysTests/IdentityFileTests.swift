import Files
import LoopbackSSH
import SSHKeys
import Testing

@Suite(
    "Files to log in with",
    .enabled(if: File.exists("/usr/bin/ssh-keygen"), "SKIPPED, NOT PASSED: there is no ssh-keygen"))
struct IdentityFileTests {
    private struct Nobody: SSHKeyUnlocker {
        func unlock(_ path: String, publicKey: HostKey) async throws(SSHKeyError) -> any SSHIdentity {
            throw SSHKeyError(.encrypted, path, "nobody knows the passphrase")
        }
    }

    private static let tokenLine =
        "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJlAAAABHNzaDo= token"

    @Test("what one file cannot give keeps no other from being used")
    func mixed() async throws {
        let folder = try TemporaryDirectory(prefix: "identity-files-")
        try await LoopbackSSH.makeKey("ed25519", at: folder.file("good"))
        try AtomicFile.write(Array("nonsense".utf8), to: folder.file("bad"), mode: 0o600)
        let files = ["missing", "bad", "good"].map { folder.file($0) }
        let read = SSHIdentityFiles(unlocker: nil).read(files)
        #expect(read.identities.map(\.source) == [folder.file("good")])
        #expect(read.unusable.map(\.code) == [.unreadable, .malformed])
    }

    @Test(
        "the public half of an encrypted key is known without its passphrase",
        arguments: [
            [], ["-Z", "aes256-gcm@openssh.com"], ["-Z", "chacha20-poly1305@openssh.com"], ["-m", "PEM"],
            ["-m", "PKCS8"],
        ])
    func encrypted(_ options: [String]) async throws {
        let folder = try TemporaryDirectory(prefix: "identity-files-")
        let path = folder.file("key")
        try await LoopbackSSH.makeKey("ecdsa-256", at: path, options: ["-N", "secret"] + options)
        let identity = try SSHIdentityFiles(unlocker: Nobody()).read(path)
        #expect(identity.asksAPerson && identity.source == path)
        let line = String(decoding: try File.read("\(path).pub", limit: 4096), as: UTF8.self)
        #expect(try SSHIdentityFiles(unlocker: nil).read("\(path).pub").publicKey == identity.publicKey, "\(line)")
        await expect(.encrypted) { try await identity.sign([1], algorithm: "ecdsa-sha2-nistp256") }
        await expect(.encrypted) { try SSHIdentityFiles(unlocker: nil).read(path) }
    }

    @Test("an encrypted key in PEM without its public half is refused, with the remedy")
    func encryptedAlone() async throws {
        let folder = try TemporaryDirectory(prefix: "identity-files-")
        let path = folder.file("key")
        try await LoopbackSSH.makeKey("ecdsa-256", at: path, options: ["-N", "secret", "-m", "PEM"])
        try File.remove("\(path).pub")
        let error = await expect(.encrypted) { try SSHIdentityFiles(unlocker: Nobody()).read(path) }
        #expect(error?.reason.hasSuffix("write that to \(path).pub: ssh-keygen -y") == true)
    }

    @Test("a key on a FIDO token is left to OpenSSH", arguments: ["key", "key.pub"])
    func token(_ name: String) async throws {
        let folder = try TemporaryDirectory(prefix: "identity-files-")
        try AtomicFile.write(Array(Self.tokenLine.utf8), to: folder.file("key.pub"))
        let error = await expect(.needsOpenSSH) { try SSHIdentityFiles(unlocker: nil).read(folder.file(name)) }
        #expect(error?.reason == "the key lies on a FIDO token")
    }
}
