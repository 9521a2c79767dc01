import FleetConfig
import FleetModel
import Testing

@Suite("config: of a playbook")
struct ConfigurationReaderTests {
    private func read(_ text: String) -> Diagnosed<RolloutPolicy> {
        PlaybookReader.read(Array(text.utf8), file: "rollout.yaml")
    }

    @Test("a section that says everything is read as it was meant, in order of names")
    func everything() throws {
        let found = read(
            """
            config:
              template: templates/node.json
              path: /etc/coinjecture/${node}.json
              form: json
              owner: coinjecture
              values: {zones: [a, b], genesis_timestamp: "2026-01-01T00:00:00Z", level: 3}
              secrets: {token: "vault:secrets/all.yml#token", admin: "file:secrets/${node}"}
              vault_password: "command:pass show cjctl"
            """)
        #expect(lines(found.diagnostics).isEmpty)
        func name(_ text: String) throws -> ConfigurationName { try #require(ConfigurationName(rawValue: text)) }
        #expect(
            try #require(found.value).configuration
                == ConfigurationSpecification(
                    template: "templates/node.json", path: "/etc/coinjecture/${node}.json", form: .json,
                    owner: "coinjecture",
                    values: [
                        ConfigurationValue(name: try name("genesis_timestamp"), content: .text("2026-01-01T00:00:00Z")),
                        ConfigurationValue(name: try name("level"), content: .text("3")),
                        ConfigurationValue(name: try name("zones"), content: .list(["a", "b"])),
                    ],
                    secrets: [
                        SecretReference(name: try name("admin"), source: "file:secrets/${node}"),
                        SecretReference(name: try name("token"), source: "vault:secrets/all.yml#token"),
                    ], vaultPassword: "command:pass show cjctl"))
    }

    @Test("what is left out: the release's template, a file in the install root, YAML, who logs in")
    func standard() throws {
        let configuration = try #require(read("config: {values: }\n").value).configuration
        #expect(
            configuration
                == ConfigurationSpecification(
                    template: nil, path: "${install_root}/config.yaml", form: .yaml, owner: nil, values: [],
                    secrets: [], vaultPassword: nil))
        #expect(try #require(read("phases: [{name: full}]\n").value).configuration == nil)
    }

    @Test(
        "what is wrong is named with its place, and a secret that was typed there is not repeated",
        arguments: [
            ("config:\n", "1:1: config has no value"),
            ("config: []\n", "1:9: config is a list"),
            ("config: {mode: '0644'}\n", "1:10: config has no key 'mode'"),
            ("config: {form: toml}\n", "1:16: form"),
            ("config: {owner: 'a b'}\n", "1:17: owner"),
            ("config: {owner: '-x'}\n", "1:17: owner"),
            ("config: {template: ~up.yaml}\n", "1:20: template '~up.yaml' starts with '~'"),
            ("config: {values: [a]}\n", "1:18: values is a list; a mapping of names is expected"),
            ("config: {values: {Upper: 1}}\n", "1:19: 'Upper' is no name of a value"),
            ("config: {secrets: {token: hunter2}}\n", "1:27: token says no place of a secret"),
            ("config: {secrets: {token: 'file:'}}\n", "1:27: token says no place of a secret"),
            ("config: {secrets: {token: 'vault:f'}}\n", "1:19: a secret comes from an encrypted file"),
            ("config: {vault_password: 'vault:f'}\n", "1:26: vault_password says no place of a secret"),
        ])
    func wrong(text: String, expected: String) {
        let found = read(text)
        #expect(found.value == nil)
        let said = lines(found.diagnostics)
        #expect(said.count == 1 && said.first?.hasPrefix(expected) == true, "\(said)")
        #expect(
            !said.joined().contains("hunter2") && !found.diagnostics.contains { $0.hint?.contains("hunter2") == true })
    }
}
