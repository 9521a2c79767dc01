import Arguments
import Screens

/// `cjctl alerts export`: the alerts as rules for Prometheus.
struct AlertsExportCommand: Command {
    static let specification = CommandSpecification(
        name: "export", summary: "Print the alerts as rules for Prometheus.",
        discussion: """
            Each rule says what it watches, for how long, how severe it is and what to do. They go by the names that the \
            nodes export; docs/alerts.md says what each comes from. Put the file under rule_files: of prometheus.yml.
            """,
        examples: [CommandExample("cjctl alerts export", "all rules; promtool check rules accepts them")])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        context.output.print(AlertRulesScreen(AlertCatalogue.rules).lines)
        return .asked
    }
}
