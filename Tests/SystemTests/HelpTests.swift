import Arguments
import Commands
import Crypto
import Files
import Processes
import Testing

/// What the program says of itself is true.
@Suite("the built program's words")
struct HelpTests {
    @Test("every example on every help page is a command line that the program understands")
    func examples() async throws {
        let root = CommandTree(version: "0").specification
        let directory = try TemporaryDirectory(prefix: "help")
        let program = BuiltProgram(folder: directory.path)
        var count = 0
        for (path, command) in Self.all(root, path: []) {
            let page = try await program.expect(0, path + ["--help"])
            for example in command.examples {
                count += 1
                #expect(page.text.contains(example.line), "\(path): \(example.line)")
                let words = example.line.split(separator: " ").map(String.init)
                #expect(words.first == "cjctl")
                let outcome = try ArgumentParser(root).parse(Array(words.dropFirst()))
                guard case .run(let arguments) = outcome else { Issue.record("no command: \(example.line)"); continue }
                // The root's examples show its commands; every other page shows its own.
                #expect(path.isEmpty || arguments.commandPath == path, "\(example.line)")
            }
        }
        #expect(count > 10)
    }

    @Test("release sha256 prints and checks what coreutils do, to the byte and the exit code")
    func checksums() async throws {
        let directory = try TemporaryDirectory(prefix: "checksums")
        let program = BuiltProgram(folder: directory.path)
        let files = ["empty", "with space", "back\\slash", "large"]
        for (name, size) in zip(files, [0, 3, 64, 3_000_000]) {
            try AtomicFile.write((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }, to: directory.file(name))
        }
        let theirs = try await coreutils(files, in: directory.path)
        #expect(theirs.status.isSuccess)
        #expect(try await program.run(["release", "sha256", "--"] + files).result.output == theirs.output)
        try AtomicFile.write(theirs.output, to: directory.file("SHA256SUMS"))
        for damage in [nil, "with space"] {
            if let damage { try AtomicFile.write([1], to: directory.file(damage)) }
            let expected = try await coreutils(["-c", "SHA256SUMS"], in: directory.path)
            let said = try await program.run("release", "sha256", "-c", "SHA256SUMS")
            #expect(said.result.status == expected.status, "\(said)")
            #expect(said.result.output == expected.output, "\(said)")
        }
    }

    private static func all(
        _ command: CommandSpecification, path: [String]
    ) -> [(path: [String], command: CommandSpecification)] {
        [(path, command)] + command.subcommands.flatMap { all($0, path: path + [$0.name]) }
    }

    private func coreutils(_ words: [String], in folder: String) async throws -> ProcessResult {
        try await ProcessRunner.run(
            ["sha256sum"] + words, environment: .inheritedWith(["LC_ALL": "C"]), workingDirectory: folder,
            deadline: .seconds(30))
    }
}
