public import Arguments

/// Every command of `cjctl`: what is said of it, and what runs it.
public struct CommandTree: Sendable {
    private let version: String

    public init(version: String) { self.version = version }

    /// The tree for parser, help and completion.
    public var specification: CommandSpecification {
        CommandSpecification(
            name: "cjctl", summary: "Carry releases through fleets of blockchain nodes, and back.",
            discussion: "Runs in a project folder: cjctl.yaml names the inventory, the playbook and the service.",
            examples: [
                CommandExample("cjctl lab up --nodes 10", "a fleet on this machine to rehearse with"),
                CommandExample("cjctl plan", "what a rollout would do"),
                CommandExample("cjctl rollout --phase canary", "the first phase"),
                CommandExample("cjctl rollback --emergency", "everything back, now"),
            ],
            options: [
                OptionSpecification("--directory", short: "-C", .value("FOLDER"), summary: "The project folder."),
                OptionSpecification("--version", .loneFlag, summary: "Print the version."),
            ],
            subcommands: Self.verbs.map { type(of: $0).specification } + Self.nouns.map(\.specification),
            exitCodes: [
                ExitCodeSpecification(0, "the fleet is in the state asked for"),
                ExitCodeSpecification(1, "failed"),
                ExitCodeSpecification(2, "refused: no service, config or link was changed"),
                ExitCodeSpecification(3, "the rollout rolled itself back"),
                ExitCodeSpecification(4, "held or partly done: a person is needed"),
                ExitCodeSpecification(64, "usage"),
                ExitCodeSpecification(130, "interrupted, resumable"),
            ])
    }

    /// Runs what was typed and returns what the process ends with.
    public func run(_ context: CommandContext) async -> ExitCode {
        do throws(CommandFailure) {
            return try await command(at: context.arguments.commandPath).run(context)
        } catch {
            context.output.say(error.lines)
            return error.code
        }
    }

    private func command(at path: [String]) throws(CommandFailure) -> any Command {
        let commands = path.count > 1 ? Self.nouns.first { $0.name == path[0] }?.commands ?? [] : Self.verbs
        guard let command = commands.first(where: { type(of: $0).specification.name == path.last }) else {
            throw CommandFailure(.usage, "nothing to do", next: "cjctl --help")
        }
        return command
    }

    private struct Noun {
        let name: String
        let summary: String
        let commands: [any Command]

        var specification: CommandSpecification {
            CommandSpecification(
                name: name, summary: summary, subcommands: commands.map { type(of: $0).specification })
        }
    }

    private static let verbs: [any Command] = [
        PlanCommand(), RolloutCommand(), RollbackCommand(), ResumeCommand(), HaltCommand(), StatusCommand(),
        VerifyVersionCommand(), DoctorCommand(), ObserveCommand(), RunCommand(), CopyCommand(),
    ]

    private static let nouns: [Noun] = [
        Noun(
            name: "inventory", summary: "Hosts, groups and variables.",
            commands: [InventoryListCommand(), InventoryCheckCommand()]),
        Noun(
            name: "release", summary: "Releases on this machine.",
            commands: [
                ReleaseListCommand(), ReleaseShowCommand(), ReleaseVerifyCommand(), ReleaseInitCommand(),
                ReleaseAddCommand(), ReleaseSignCommand(), ReleaseArchiveCommand(), ReleasePruneCommand(),
                ReleaseSHA256Command(),
            ]),
        Noun(
            name: "lab", summary: "A fleet on this machine to rehearse with.",
            commands: [
                LabUpCommand(), LabStatusCommand(), LabReleaseCommand(), LabFaultCommand(), LabHealCommand(),
                LabLogsCommand(), LabShellCommand(), LabDownCommand(),
            ]),
        Noun(name: "gate", summary: "What phases are judged by.", commands: [GateTestCommand()]),
        Noun(
            name: "probe", summary: "Ask one server, as the gates do.",
            commands: [ProbeHTTPCommand(), ProbeMetricsCommand(), ProbeJSONRPCCommand(), ProbeTCPCommand()]),
        Noun(name: "alerts", summary: "What Prometheus is to watch for.", commands: [AlertsExportCommand()]),
        Noun(name: "vectors", summary: "Golden vectors of the chain's core.", commands: [VectorsVerifyCommand()]),
    ]
}
