import Files
import OpenSSHFiles
import SSH
import Testing

@Suite("ssh_config on logins and on watching connections")
struct SSHLoginSettingsTests {
    private func settings(_ text: String) async throws -> SSHSettings {
        let directory = try TemporaryDirectory(prefix: "ssh-config-")
        let path = directory.file("config")
        try AtomicFile.write(Array(text.utf8), to: path)
        let config = try SSHConfig(asker: SSHConfig.Asker(user: "me", home: "/users/me"), instead: path)
        return try await SSHConfigResolver(config, programs: 1).settings("a")
    }

    @Test(
        "keys alone, unless PreferredAuthentications names more; what is switched off is left out",
        arguments: [
            ("Port 22", [.publicKey]), ("PreferredAuthentications password,publickey", [.password, .publicKey]),
            ("PreferredAuthentications gssapi-with-mic,keyboard-interactive", [.keyboardInteractive]),
            ("PreferredAuthentications gssapi-with-mic,hostbased", []),
            ("PreferredAuthentications publickey,password\nPubkeyAuthentication no", [.password]),
            ("PreferredAuthentications publickey,password\nPasswordAuthentication no", [.publicKey]),
            ("PreferredAuthentications keyboard-interactive\nKbdInteractiveAuthentication no", []),
            ("PubkeyAuthentication host-bound", [.publicKey]),
        ] as [(String, [SSHLoginMethod])])
    func methods(_ text: String, _ expected: [SSHLoginMethod]) async throws {
        let settings = try await settings(text)
        #expect(try settings.loginMethods() == expected)
    }

    @Test("ServerAliveInterval and ServerAliveCountMax say when a peer counts as gone; 0 leaves the usual")
    func watching() async throws {
        typealias KeepAlive = SSHPreferences.KeepAlive
        let both = try await settings("ServerAliveInterval 1m\nServerAliveCountMax 5")
        #expect(try both.preferences().keepAlive == KeepAlive(interval: 60, count: 5))
        let one = try await settings("ServerAliveInterval 5")
        #expect(try one.preferences().keepAlive == KeepAlive(interval: 5, count: 3))
        for text in ["ServerAliveInterval 0", "ServerAliveCountMax 9"] {
            let settings = try await settings(text)
            #expect(try settings.preferences() == .standard)
        }
        let wrong = try await settings("ServerAliveInterval 5\nServerAliveCountMax few")
        #expect(throws: SSHConfigError.self) { try wrong.preferences() }
    }

    @Test(
        "what ssh is asked about keeps lists that somebody has set, and none that stand by themselves",
        .enabled(if: File.exists("/usr/bin/ssh"), "SKIPPED, NOT PASSED: there is no ssh"))
    func printed() async throws {
        let plain = try await settings("Match exec true\n  Port 2201")
        #expect(plain["port"]?.text == "2201" && plain["hostkeyalgorithms"] == nil && plain["ciphers"] == nil)
        let set = try await settings("Match exec true\n  HostKeyAlgorithms ssh-ed25519\n  Ciphers aes128-ctr")
        #expect(try set.preferences().hostKeyAlgorithms == .only(["ssh-ed25519"]))
        #expect(set["ciphers"]?.text == "aes128-ctr" && set["macs"] == nil)
    }
}
