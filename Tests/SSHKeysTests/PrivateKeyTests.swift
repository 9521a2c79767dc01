import Files
import FoundationEssentials
import LoopbackSSH
import SSHKeys
import Testing

@Suite(
    "Private key files", .enabled(if: File.exists("/usr/bin/ssh-keygen"), "SKIPPED, NOT PASSED: there is no ssh-keygen")
)
struct PrivateKeyTests {
    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = try TemporaryDirectory(prefix: "private-keys-")
        try await body(folder.path)
    }

    @Test(
        "the public half is the one that ssh-keygen wrote beside it",
        arguments: ["ed25519", "ecdsa-256", "ecdsa-384", "ecdsa-521", "rsa"], [[], ["-m", "PEM"], ["-m", "PKCS8"]])
    func publicHalf(_ type: String, _ format: [String]) async throws {
        try await withFolder { folder in
            let path = "\(folder)/key"
            try await LoopbackSSH.makeKey(type, at: path, options: format)
            let line = String(decoding: try File.read("\(path).pub", limit: 4096), as: UTF8.self)
            let parts = line.split(separator: " ")
            let blob = try #require(Data(base64Encoded: String(parts[1])))
            let key = try SSHPrivateKey.read(path)
            #expect(key.publicKey.type == String(parts[0]))
            #expect(key.publicKey.blob == Array(blob))
            #expect(key.source == path)
        }
    }

    @Test(
        "an RSA key that is too short is refused, in every format", arguments: [[], ["-m", "PEM"], ["-m", "PKCS8"]])
    func shortRSA(_ format: [String]) async throws {
        try await withFolder { folder in
            try await LoopbackSSH.makeKey("rsa", at: "\(folder)/key", options: ["-b", "1024"] + format)
            let error = await expect(.unsupported) { try SSHPrivateKey.read("\(folder)/key") }
            #expect(
                error?.description
                    == "\(folder)/key: an RSA key of 1024 bits is too short; use one of 2048, or Ed25519")
        }
    }

    @Test("a key signs by its own algorithms and by no other, and never over SHA-1")
    func algorithms() async throws {
        try await withFolder { folder in
            let own = ["ed25519": ["ssh-ed25519"], "rsa": ["rsa-sha2-256", "rsa-sha2-512"]]
            for (type, algorithms) in own {
                try await LoopbackSSH.makeKey(type, at: "\(folder)/\(type)")
                let key = try SSHPrivateKey.read("\(folder)/\(type)")
                for algorithm in algorithms { _ = try key.signAtOnce([1, 2, 3], algorithm: algorithm) }
                for algorithm in [
                    "ssh-rsa", "ecdsa-sha2-nistp256", "", own[type == "rsa" ? "ed25519" : "rsa"]?[0] ?? "",
                ] {
                    await expect(.signing) { try key.signAtOnce([1, 2, 3], algorithm: algorithm) }
                }
            }
        }
    }

    @Test("an encrypted key is refused as such, in every format", arguments: [[], ["-m", "PEM"], ["-m", "PKCS8"]])
    func encrypted(_ format: [String]) async throws {
        try await withFolder { folder in
            try await LoopbackSSH.makeKey("ecdsa-256", at: "\(folder)/key", options: ["-N", "secret"] + format)
            let error = await expect(.encrypted) { try SSHPrivateKey.read("\(folder)/key") }
            #expect(error?.reason.contains("passphrase") == true)
        }
    }

    @Test("a key that others may read is refused, with the remedy")
    func permissions() async throws {
        try await withFolder { folder in
            let path = "\(folder)/my key"
            try await LoopbackSSH.makeKey("ed25519", at: path)
            try File.setMode(path, 0o640)
            let error = await expect(.exposed) { try SSHPrivateKey.read(path) }
            #expect(error?.source == path)
            try File.setMode(path, 0o400)
            _ = try SSHPrivateKey.read(path)
        }
    }

    @Test("a missing file is named")
    func missing() async throws {
        let error = await expect(.unreadable) { try SSHPrivateKey.read("/nonexistent/key") }
        #expect(error?.source == "/nonexistent/key")
    }

    @Test("no truncation and no flipped byte of a key file crashes or is taken for another key")
    func damaged() async throws {
        try await withFolder { folder in
            for type in ["ed25519", "ecdsa-256", "rsa"] {
                let path = "\(folder)/\(type)"
                try await LoopbackSSH.makeKey(type, at: path)
                let whole = try File.read(path, limit: 4096)
                let key = try SSHPrivateKey(whole, source: "whole")
                for length in stride(from: 0, to: whole.count - 40, by: 7) {
                    #expect(throws: SSHKeyError.self) { try SSHPrivateKey(Array(whole.prefix(length)), source: "cut") }
                }
                for position in stride(from: 40, to: whole.count - 40, by: 5) {
                    var changed = whole
                    changed[position] ^= 1
                    let other = try? SSHPrivateKey(changed, source: "changed")
                    if let other { #expect(other.publicKey.type == key.publicKey.type) }
                }
            }
        }
    }

    @Test(
        "what is no key at all is called so",
        arguments: ["", "ssh-ed25519 AAAA", "-----BEGIN OPENSSH PRIVATE KEY-----\n-----END OPENSSH PRIVATE KEY-----"])
    func garbage(_ text: String) async {
        let error = await expect(.malformed) { try SSHPrivateKey(Array(text.utf8), source: "file") }
        #expect(error?.reason == "not a private key in OpenSSH or PEM format")
    }
}

/// Expects an `SSHKeyError` of this code, and returns it.
@discardableResult
func expect<Value>(
    _ code: SSHKeyError.Code, at location: SourceLocation = #_sourceLocation, _ body: () async throws -> Value
) async -> SSHKeyError? {
    let error = await #expect(throws: SSHKeyError.self, sourceLocation: location) { _ = try await body() }
    #expect(error?.code == code, "\(error?.description ?? "")", sourceLocation: location)
    return error
}
