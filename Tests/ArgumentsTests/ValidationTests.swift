import Arguments
import Testing

@Suite("trees of commands")
struct ValidationTests {
    @Test("a good tree has no problems")
    func good() {
        #expect(sample.problems() == [])
    }

    @Test("every kind of mistake is found", arguments: mistakes)
    func bad(mistake: Mistake) {
        var tree = sample
        mistake.make(&tree)
        #expect(tree.problems().contains { $0.hasSuffix(mistake.problem) }, "\(tree.problems())")
    }

    struct Mistake: CustomTestStringConvertible {
        let problem: String
        let make: @Sendable (inout CommandSpecification) -> Void
        var testDescription: String { problem }
    }

    static let mistakes: [Mistake] = [
        Mistake(problem: "command 'run' stands twice") { $0.subcommands.append($0.subcommands[1]) },
        Mistake(problem: "option '-i' stands twice") {
            $0.subcommands[0].options.append(OptionSpecification("--in", short: "-i", .flag, summary: "Again."))
        },
        Mistake(problem: "option '--help' stands twice") {
            $0.options.append(OptionSpecification("--help", .flag, summary: "Help."))
        },
        Mistake(problem: "TARGET stands twice") { $0.subcommands[2].positionals[1].name = "TARGET" },
        Mistake(problem: "the command has no summary") { $0.subcommands[0].summary = "" },
        Mistake(problem: "the summary of --json is not one sentence") {
            $0.subcommands[0].options[3].summary = "Print JSON"
        },
        Mistake(problem: "the name 'Roll' is not lower-case words joined by dashes") {
            $0.subcommands[0].name = "Roll"
        },
        Mistake(problem: "the option name 'phase' is not -- and lower-case words joined by dashes") {
            $0.subcommands[0].options[0].name = "phase"
        },
        Mistake(problem: "the short name '-li' is not a dash and one letter") {
            $0.subcommands[0].options[1].short = "-li"
        },
        Mistake(problem: "the value of --color has no name") { $0.subcommands[0].options[2].kind = .choice([]) },
        Mistake(problem: "it has commands below and takes arguments itself") {
            $0.subcommands[3].positionals = [PositionalSpecification("X", summary: "What.")]
        },
        Mistake(problem: "nobody can tell where TARGET ends and FILE begins") {
            $0.subcommands[2].positionals[0].count = .any
        },
        Mistake(problem: "the example 'fleet rollout --phse a' is not understood: unknown option '--phse'") {
            $0.subcommands[0].examples = [CommandExample("fleet rollout --phse a", "Wrong.")]
        },
        Mistake(problem: "the example 'cargo build' does not start with 'fleet'") {
            $0.examples = [CommandExample("cargo build", "Wrong.")]
        },
    ]
}
