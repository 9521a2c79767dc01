import Arguments

/// A small program with everything in it.
let sample = CommandSpecification(
    name: "fleet",
    summary: "Moves a fleet from one release to the next.",
    options: [
        OptionSpecification(
            "--inventory", short: "-i", .value("FILE"), summary: "Which hosts.", defaultText: "hosts.yml"),
        OptionSpecification("--version", .loneFlag, summary: "Say the version."),
    ],
    subcommands: [
        CommandSpecification(
            name: "rollout",
            summary: "Take a release through the fleet.",
            discussion: """
                A phase returns when its bake has passed, and the next phase is refused until then, so that nobody \
                has to watch the clock.

                Nothing is stopped before everything is verified.
                """,
            examples: [CommandExample("fleet rollout --phase canary", "Change the first hosts and watch them.")],
            options: [
                OptionSpecification("--phase", .requiredValue("PHASE"), summary: "Which phase to run."),
                OptionSpecification("--limit", short: "-l", .repeatedValue("HOSTS"), summary: "Only these hosts."),
                OptionSpecification("--color", .choice(["auto", "always", "never"]), summary: "When to colour."),
                OptionSpecification("--json", short: "-j", .flag, summary: "Print JSON."),
                OptionSpecification("--yes", short: "-y", .flag, summary: "Do not ask."),
                OptionSpecification(
                    "--a-name-that-needs-a-line", .value("LONG-VALUE"), summary: "Shown on two lines, both aligned."),
            ],
            exitCodes: [ExitCodeSpecification(0, "The phase has passed."), ExitCodeSpecification(64, "Wrong usage.")]
        ),
        CommandSpecification(
            name: "run", summary: "Run a command on hosts.",
            positionals: [PositionalSpecification("HOSTS", summary: "Where.")],
            rest: RestSpecification("COMMAND…", summary: "What to run.")
        ),
        CommandSpecification(
            name: "copy", summary: "Copy files.",
            positionals: [
                PositionalSpecification("TARGET", summary: "Where to."),
                PositionalSpecification("FILE", .oneOrMore, summary: "What."),
            ]),
        CommandSpecification(
            name: "lab", summary: "A fleet on this machine.",
            subcommands: [
                CommandSpecification(
                    name: "up", summary: "Raise it.",
                    options: [OptionSpecification("--nodes", short: "-n", .value("N"), summary: "How many.")]),
                CommandSpecification(
                    name: "down", summary: "Take it down.",
                    positionals: [PositionalSpecification("NAME", .oneOrNone, summary: "Which.")]),
            ]),
    ]
)

/// Parses a line of words separated by blanks; traps on help.
func parse(_ line: String) throws(UsageError) -> ParsedArguments {
    try parse(line.split(separator: " ").map(String.init))
}

func parse(_ words: [String]) throws(UsageError) -> ParsedArguments {
    guard case .run(let arguments) = try ArgumentParser(sample).parse(words) else { preconditionFailure("help") }
    return arguments
}
