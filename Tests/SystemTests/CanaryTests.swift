import Crypto
import Files
import Processes
import Testing

/// The search for secrets, on secrets that are leaked on purpose: a search that finds nothing would find nothing anywhere.
@Suite("the search for leaked secrets", .enabled(if: Needs.sshd, Needs.sshdReason))
struct CanaryTests {
    private func secret() -> String { "canary-" + Hexadecimal.encode(RandomBytes.make(16)) }

    /// A process that stays until it is no longer wanted, seen while it is there.
    private func leak(
        _ words: [String], _ search: CanarySearch, outside folder: String, ending: String
    ) async throws {
        let seen = try await search.watching(outside: folder) {
            let process = Task {
                try await ProcessRunner.run(words, workingDirectory: folder, deadline: BuiltProgram.patience)
            }
            defer { process.cancel() }
            try await eventually("it is seen in \(ending)") { search.places.contains { $0.hasSuffix(ending) } }
        }
        #expect(seen.contains { $0.hasSuffix(ending) })
    }

    @Test("in arguments, in the environment and in temporary files it is found")
    func processes() async throws {
        let folder = try TemporaryDirectory(prefix: "canary")
        let stay = ["/bin/sh", "-c", "tail -f /dev/null; :"]
        let (argument, variable, file) = (secret(), secret(), secret())
        try await leak(stay + [argument], CanarySearch([argument]), outside: folder.path, ending: "/cmdline")
        try await leak(
            ["/usr/bin/env", "TOKEN=\(variable)"] + stay, CanarySearch([variable]), outside: folder.path,
            ending: "/environ")

        let elsewhere = try TemporaryDirectory(prefix: "canary-elsewhere")
        let search = CanarySearch([file])
        let seen = try await search.watching(outside: folder.path) {
            try AtomicFile.write(Array("x \(file)\n".utf8), to: elsewhere.file("note"))
            try await eventually("it is seen in a file") { !search.places.isEmpty }
        }
        #expect(seen == [elsewhere.file("note")])
    }

    @Test("said as a plain value and not as a secret, it is found in what is printed, in the plan and in the ledger")
    func plainValue() async throws {
        try await Rehearsal.with(nodes: 1) { rehearsal in
            let secret = secret()
            let section = """

                config:
                  template: templates/node.yaml
                  path: ${file}
                  values: {genesis_timestamp: 0, golden_vectors: false, mode: legacy, log_format: text, token: \(secret)}

                """
            try ConfigurationTests.configure(rehearsal, adding: "# token ${token}\n", section: section)
            let search = CanarySearch([secret])
            let words = ["--release", Rehearsal.new] + Rehearsal.waiver
            for form in ["--diff", "--json"] {
                #expect(search.isIn(try await rehearsal.program.expect(0, ["plan", form] + words).text), "\(form)")
            }
            try await rehearsal.program.expect(0, rehearsal.rollout("--through", "full"))
            let files = try search.files(below: rehearsal.folder)
            #expect(files.contains { FilePath.name(of: $0).hasPrefix("ledger.db") }, "\(files)")
            #expect(files.contains { FilePath.name(of: $0) == "masked" }, "\(files)")
        }
    }
}
