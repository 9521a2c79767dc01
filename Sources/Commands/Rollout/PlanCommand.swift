import Arguments
import CanonicalJSON
import FleetModel
import RolloutEngine
import RolloutPlanning
import Screens

/// `cjctl plan`: says what would happen, and changes nothing.
struct PlanCommand: Command {
    static let specification = CommandSpecification(
        name: "plan", summary: "Say what a rollout would do: order, time, quorum, way back.",
        examples: [CommandExample("cjctl plan --release v4.0.0", "what the rollout of v4.0.0 would do")],
        options: Options.planning + [Options.json])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let site = try Site(context)
        let made = try await PlanMaking(site: site, ledger: try await site.openLedger()).upgrade()
        if context.arguments.flag("--json") {
            do throws(CanonicalJSONError) {
                context.output.write(try CanonicalJSON.encode(made.plan) + Array("\n".utf8))
            } catch {
                throw CommandFailure(.failed, "\(error)")
            }
            return .asked
        }
        context.output.print(PlanScreen(plan: made.plan, digest: made.digest).lines)
        let first = made.plan.phases.first?.name.rawValue ?? ""
        context.output.print([
            "", "Nothing has been changed. Run it:  cjctl rollout --phase \(first)\(repeated(context))",
        ])
        return .asked
    }
}

extension PlanCommand {
    /// The options that the rollout needs as well, as they were typed.
    private func repeated(_ context: CommandContext) -> String {
        let inventories = context.arguments.values("--inventory").map { " --inventory \($0)" }.joined()
        return ["--network", "--release", "--playbook", "--bake"].reduce(into: inventories) { line, name in
            if let value = context.arguments.value(name) { line += " \(name) \(value)" }
        }
    }
}

extension Site {
    func openLedger() async throws(CommandFailure) -> any Ledger {
        do throws(LedgerFailure) { return try await context.workshop.openLedger(at: ledgerPath) } catch {
            throw CommandFailure(.failed, "the ledger \(ledgerPath) cannot be opened: \(error)")
        }
    }
}
