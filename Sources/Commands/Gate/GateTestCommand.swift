import Arguments
import CanonicalJSON
import Files
import FleetConfig
import RolloutPlanning
import Screens

/// `cjctl gate test`: what gates say of samples in a file, compared with what they should say.
struct GateTestCommand: Command {
    static let specification = CommandSpecification(
        name: "test", summary: "Test gates against recorded samples.",
        discussion: """
            A file holds samples and what a gate has to say of them at which times (docs/gates.md). Exit code 0 when all of it \
            comes out so, 1 when anything does not. Nothing but the files is looked at.
            """,
        examples: [
            CommandExample("cjctl gate test playbooks/gates.test.yaml", "every test of a file"),
            CommandExample("cjctl gate test playbooks/gates.test.yaml --json", "the same as JSON"),
        ],
        options: [Options.json],
        positionals: [PositionalSpecification("FILE", .oneOrMore, summary: "Tests of gates.")])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        var files: [GateTestDocument.File] = []
        for name in context.arguments.positionals("FILE") {
            let tests = try Self.tests(name, context)
            let results = tests.map { ($0, $0.misses()) }
            files.append(GateTestDocument.File(name, results))
            guard !context.arguments.flag("--json") else { continue }
            context.output.print(name)
            for (test, misses) in results {
                let lines = GateTestScreen(test, misses).lines
                context.output.print(lines)
            }
        }
        let document = GateTestDocument(files: files)
        if context.arguments.flag("--json") {
            do throws(CanonicalJSONError) {
                context.output.write(try CanonicalJSON.encode(document) + Array("\n".utf8))
            } catch {
                throw CommandFailure(.failed, "\(error)")
            }
        } else {
            context.output.print("\(document.passed) passed, \(document.failed) failed")
        }
        return document.failed == 0 ? .asked : .failed
    }

    private static func tests(_ name: String, _ context: CommandContext) throws(CommandFailure) -> [GateTest] {
        let bytes = try CommandFailure.ofFiles(.usage) { () throws(FileError) in
            try File.read(context.path(name), limit: Site.maximumFile)
        }
        let read = GateTestReader.read(bytes, file: name)
        let lines = DiagnosticText.lines(of: read.diagnostics)
        guard let tests = read.value else { throw CommandFailure(.usage, lines) }
        context.output.say(lines)
        return tests
    }
}
