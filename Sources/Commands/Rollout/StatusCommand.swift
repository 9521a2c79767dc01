import Arguments
import FleetConfig
import FleetModel
import RolloutEngine
import RolloutPlanning
import Screens

/// `cjctl status`: where the newest run stands. Reads the ledger, asks no host.
struct StatusCommand: Command {
    static let specification = CommandSpecification(
        name: "status", summary: "Say where the newest run stands.", options: [Options.inventory, Options.network])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let site = try Site(context)
        let ledger = try await site.openLedger()
        let standings = try await RunChoice(site: site, ledger: ledger).standings()
        guard !standings.isEmpty else {
            context.output.print("no run\(context.arguments.value("--network").map { " of \($0)" } ?? "") yet")
            return .asked
        }
        let isControlled = (try? Controller.lockIfFree(site)) == nil
        for standing in standings {
            let state = standing.state
            let screen = StatusScreen(
                state: state, isControlled: isControlled && state.ended == nil, refused: standing.refused,
                typed: context.typed)
            context.output.print(screen.lines)
        }
        return .asked
    }
}
