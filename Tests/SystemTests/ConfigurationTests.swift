import Crypto
import Files
import Lab
import Processes
import Testing

/// Configurations that travel with a release through a real fleet, and their secrets.
@Suite("configurations", .serialized, .enabled(if: Needs.sshd, Needs.sshdReason))
struct ConfigurationTests {
    static let back = ["rollback", "--emergency", "--network-id", "coinjecture-lab"]

    private static let section = """

        config:
          template: templates/node.yaml
          path: ${file}
          values: {genesis_timestamp: 0, golden_vectors: false, mode: legacy, log_format: text}

        """

    /// Puts a template and a playbook that names it into a project.
    static func configure(
        _ rehearsal: Rehearsal, adding line: String = "", secrets: String = "", section: String = section
    ) throws {
        let template = try File.read(
            FilePath.join(Rehearsal.repository, "templates/coinjectured.yaml"), limit: 1 << 20)
        try Directory.makeWithParents("\(rehearsal.folder)/templates")
        try AtomicFile.write(template + Array(line.utf8), to: "\(rehearsal.folder)/templates/node.yaml")
        let playbook = Playbook().text + section + secrets
        try AtomicFile.write(Array(playbook.utf8), to: "\(rehearsal.folder)/playbooks/rollout.yaml")
    }

    static func text(_ node: LabNode) throws -> String {
        String(decoding: try File.read(node.configurationFile, limit: 1 << 20), as: UTF8.self)
    }

    private func mode(_ node: LabNode) throws -> UInt32 { try File.metadata(node.configurationFile).mode & 0o777 }

    @Test("plan shows the difference, a rollout delivers it with the release, and a rollback takes it back")
    func thereAndBack() async throws {
        try await Rehearsal.with(nodes: 2) { rehearsal in
            let program = rehearsal.program
            try Self.configure(rehearsal, adding: "# first\n")
            let before = try rehearsal.nodes.map(Self.text)
            let plan = ["plan", "--release", Rehearsal.new, "--diff"] + Rehearsal.waiver
            let shown = try await program.expect(0, plan)
            for expected in ["first delivery on 2", "+ # first", "logger: {format: text}"] {
                #expect(shown.text.contains(expected), "\(shown)")
            }
            #expect(try rehearsal.nodes.map(Self.text) == before)

            try await program.expect(0, rehearsal.rollout("--through", "full"))
            for node in rehearsal.nodes {
                #expect(try Self.text(node).contains("# first\n") && Self.text(node).contains("node: \(node.name)\n"))
                #expect(try mode(node) == 0o600)
            }
            // The same release with another template: the configuration alone travels.
            try Self.configure(rehearsal, adding: "# second\n")
            let second = try await program.expect(0, plan)
            #expect(second.text.contains("- # first") && second.text.contains("+ # second"), "\(second)")
            #expect(second.text.contains("+1 −1"), "\(second)")
            try await program.expect(0, rehearsal.rollout("--through", "full"))
            #expect(try rehearsal.nodes.allSatisfy { try Self.text($0).contains("# second") })
            let done = try await program.expect(0, ["plan", "--release", Rehearsal.new] + Rehearsal.waiver)
            #expect(done.text.contains("every node has"), "\(done)")

            try await program.expect(0, Self.back)
            #expect(try rehearsal.nodes.allSatisfy { try Self.text($0).contains("# first") })
            #expect(try rehearsal.releases().allSatisfy { $0 == Rehearsal.new })
        }
    }

    @Test("a rollout that fails gives back the very file that stood there")
    func failedRollout() async throws {
        try await Rehearsal.with(nodes: 2, playbook: Playbook(healthy: "3s")) { rehearsal in
            let before = try rehearsal.nodes.map(Self.text)
            let modes = try rehearsal.nodes.map(mode)
            try Self.configure(rehearsal, adding: "nonsense: true\n")
            try await rehearsal.program.expect(3, rehearsal.rollout("--through", "full"))
            #expect(try rehearsal.nodes.map(Self.text) == before)
            #expect(try rehearsal.nodes.map(mode) == modes)
            #expect(try rehearsal.releases().allSatisfy { $0 == Rehearsal.old })
        }
    }

    @Test("an emergency rollback after the first delivery puts back what stood there, by the ledger or without it")
    func emergency() async throws {
        for hasLedger in [true, false] {
            try await Rehearsal.with(nodes: 2) { rehearsal in
                let before = try rehearsal.nodes.map(Self.text)
                try Self.configure(rehearsal, adding: "# first\n")
                try await rehearsal.program.expect(0, rehearsal.rollout("--through", "full"))
                if !hasLedger {
                    for file in try Directory.list("\(rehearsal.folder)/.cjctl") where file.hasPrefix("ledger.db") {
                        try File.remove("\(rehearsal.folder)/.cjctl/\(file)")
                    }
                }
                try await rehearsal.program.expect(0, Self.back)
                #expect(try rehearsal.nodes.map(Self.text) == before, "ledger: \(hasLedger)")
                #expect(try rehearsal.releases().allSatisfy { $0 == Rehearsal.old })
            }
        }
    }

    @Test("what is wrong with a template is said with its place, and nothing is stopped")
    func wrongTemplates() async throws {
        try await Rehearsal.with(nodes: 2) { rehearsal in
            let before = try rehearsal.untouched()
            for (line, words) in [
                ("x: ${nodes}\n", ["templates/node.yaml:21:4: error: there is no value 'nodes'"]),
                ("x: $HOME\n", ["templates/node.yaml:21:4: error: a '$' by itself", "write $$"]),
                ("node: twice\n", ["templates/node.yaml (val-01):", "node"]),
                ("x: ${secret.token}\n", ["there is no secret 'token'"]),
            ] {
                try Self.configure(rehearsal, adding: line)
                let said = try await rehearsal.program.expect(64, rehearsal.rollout("--phase", "canary"))
                for word in words { #expect(said.text.contains(word), "'\(word)' in \(said)") }
            }
            #expect(try rehearsal.untouched() == before)
        }
    }

    @Test("the lab's playbook with configurations and the template beside it work as they stand")
    func labPlaybook() async throws {
        try await Rehearsal.with(nodes: 2) { rehearsal in
            let playbook = "playbooks/lab-config.yaml"
            try Directory.makeWithParents("\(rehearsal.folder)/templates")
            for file in [playbook, "templates/coinjectured.yaml"] {
                let bytes = try File.read(FilePath.join(Rehearsal.repository, file), limit: 1 << 20)
                try AtomicFile.write(bytes, to: "\(rehearsal.folder)/\(file)")
            }
            let words = ["--playbook", playbook, "--bake", "200ms", "--release", Rehearsal.new] + Rehearsal.waiver
            let shown = try await rehearsal.program.expect(0, ["plan", "--diff"] + words)
            #expect(shown.text.contains("genesis_timestamp: \"0\""), "\(shown)")
            try await rehearsal.program.expect(0, ["rollout", "--through", "full"] + words)
            for node in rehearsal.nodes {
                let text = try Self.text(node)
                #expect(text.contains("node: \(node.name)\n") && text.contains("genesis_timestamp: \"0\""))
                #expect(try mode(node) == 0o600)
            }
            try await rehearsal.program.expect(0, ["verify-version", "--expected", Rehearsal.new])
            try await rehearsal.program.expect(0, Self.back)
        }
    }

    @Test("a secret is found in the delivered file, and nowhere else")
    func canary() async throws {
        try await Rehearsal.with(nodes: 2) { rehearsal in
            let secret = "canary-" + Hexadecimal.encode(RandomBytes.make(16))
            try Directory.makeWithParents("\(rehearsal.folder)/secrets")
            for node in rehearsal.nodes {
                try AtomicFile.write(
                    Array("\(secret)\n".utf8), to: "\(rehearsal.folder)/secrets/\(node.name)", mode: 0o600)
            }
            try Self.configure(
                rehearsal, adding: "# token ${secret.token}\n",
                secrets: "  secrets: {token: \"file:secrets/${node}\"}\n")
            let search = CanarySearch([secret])
            var said = ""
            let seen = try await search.watching(outside: rehearsal.folder) {
                said += try await rehearsal.program.expect(
                    0, ["plan", "--release", Rehearsal.new, "--diff"] + Rehearsal.waiver
                ).text
                said += try await rehearsal.program.expect(
                    0, ["plan", "--release", Rehearsal.new, "--json"] + Rehearsal.waiver
                ).text
                said += try await rehearsal.program.expect(0, rehearsal.rollout("--phase", "canary")).text
                said += try await rehearsal.program.expect(0, rehearsal.rollout("--phase", "full")).text
            }
            #expect(search.looks > 20 && search.temporaryLooks > 0, "\(search.looks), \(search.temporaryLooks)")
            #expect(seen.isEmpty, "\(seen)")
            #expect(!search.isIn(said) && said.contains("(secret token)"))
            for node in rehearsal.nodes { #expect(try search.isIn(Self.text(node)) && mode(node) == 0o600) }
            let delivered = try rehearsal.nodes.map { try File.readSymbolicLink($0.configurationFile) }
            let sources = rehearsal.nodes.map { "\(rehearsal.folder)/secrets/\($0.name)" }
            #expect(Set(try search.files(below: rehearsal.folder)) == Set(delivered + sources))

            // Nor can anybody try secrets out who sees a digest of the text.
            let digests = try delivered.map { Hexadecimal.encode(try SHA256.hash(file: $0)) }
            let digestSearch = CanarySearch(digests)
            let sums = delivered.map { FilePath.join(FilePath.parent(of: $0), "sum") }
            #expect(Set(try digestSearch.files(below: rehearsal.folder)) == Set(sums))

            // What it was before goes away with its last way back.
            try await rehearsal.program.expect(0, Self.back)
            #expect(try rehearsal.nodes.allSatisfy { try !search.isIn(Self.text($0)) })
        }
    }

    @Test(
        "secrets come from the environment, from a program and from a file of ansible-vault's; errors hold none of them"
    )
    func sources() async throws {
        try await Rehearsal.with(nodes: 2) { rehearsal in
            let secrets = """
                  vault_password: "env:VAULT_PASSWORD"
                  secrets:
                    a: "env:TOKEN_A"
                    b: "command:printf secret-b-value"
                    c: "vault:secrets/all.yml#token"

                """
            let lines = "# ${secret.a} ${secret.b} ${secret.c}\n"
            try Directory.makeWithParents("\(rehearsal.folder)/secrets")
            let vault = try File.read(
                FilePath.join(Rehearsal.repository, "Tests/Fixtures/Secrets/all.yml"), limit: 1 << 20)
            try AtomicFile.write(vault, to: "\(rehearsal.folder)/secrets/all.yml")
            try Self.configure(rehearsal, adding: lines, secrets: secrets)
            func run(_ words: [String], _ environment: [String]) async throws -> Said {
                let result = try await ProcessRunner.run(
                    ["/usr/bin/env"] + environment + [BuiltProgram.path] + words,
                    workingDirectory: rehearsal.folder, deadline: BuiltProgram.patience)
                return Said(words: words, result: result)
            }
            let password = "VAULT_PASSWORD=correct horse"
            for (environment, word) in [
                (["TOKEN_A=secret-a-value"], "$VAULT_PASSWORD: it is not set"), ([password], "$TOKEN_A: it is not set"),
                (["TOKEN_A=secret-a-value", "VAULT_PASSWORD=wrong"], "the vault's password is not the one"),
            ] {
                let said = try await run(rehearsal.rollout("--phase", "canary"), environment)
                #expect(said.code == 2 && said.text.contains(word), "\(said)")
                for secret in ["secret-a", "secret-b", "s3cret", "correct", "wrong"] {
                    #expect(!said.text.contains(secret))
                }
            }
            let said = try await run(rehearsal.rollout("--through", "full"), ["TOKEN_A=secret-a-value", password])
            #expect(said.code == 0, "\(said)")
            for node in rehearsal.nodes {
                #expect(try Self.text(node).contains("# secret-a-value secret-b-value s3cret-value\n"))
            }
        }
    }
}
