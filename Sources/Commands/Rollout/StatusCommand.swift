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
        let network = try site.network(of: site.inventory().fleet)
        let newest = try await CommandFailure.ofLedger { () async throws(LedgerFailure) in
            try await RunHistory(ledger: ledger).newest(of: network.id)
        }
        guard let state = newest else {
            context.output.print("no run of \(network.id) yet")
            return .asked
        }
        let isControlled = (try? Controller.lockIfFree(site)) == nil
        context.output.print(StatusScreen(state: state, isControlled: isControlled && state.ended == nil).lines)
        return .asked
    }
}
