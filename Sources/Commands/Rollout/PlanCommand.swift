import Arguments
import CanonicalJSON
import FleetConfig
import FleetModel
import RolloutEngine
import RolloutPlanning
import Screens

/// `cjctl plan`: says what would happen, and changes nothing.
struct PlanCommand: Command {
    static let specification = CommandSpecification(
        name: "plan", summary: "Say what a rollout would do: order, time, quorum, way back.",
        examples: [CommandExample("cjctl plan --release v4.0.0", "what the rollout of v4.0.0 would do")],
        options: Options.planning + [
            Options.json,
            OptionSpecification("--diff", .flag, summary: "Show the lines of configurations that will be others."),
        ])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let site = try Site(context)
        let ledger = try await site.openLedger()
        let fleet = try site.inventory().fleet
        let network = try site.network(of: fleet)
        if let open = try await OpenRun.find(ledger, network.id) { throw stillOpen(open, site) }
        let making = PlanMaking(site: site, ledger: ledger)
        let made = try await making.upgrade(of: network, hosts: fleet.hosts(of: network.id))
        if context.arguments.flag("--json") {
            do throws(CanonicalJSONError) {
                context.output.write(try CanonicalJSON.encode(made.plan) + Array("\n".utf8))
            } catch {
                throw CommandFailure(.failed, "\(error)")
            }
            return .asked
        }
        let width = context.output.isLive ? context.output.width : PlanScreen.defaultWidth
        context.output.print(PlanScreen(plan: made.plan, digest: made.digest, width: width).lines)
        if context.arguments.flag("--diff") { try await printDifferences(made, making, context) }
        let first = made.plan.phases.first?.name.rawValue ?? ""
        let hasGates = made.plan.phases.contains { $0.gates != nil }
        context.output.print(
            hasGates
                ? ["", "Nothing has been changed. A rollout does not judge gates, and refuses this plan."]
                : ["", "Nothing has been changed. Run it:", "  \(context.typed.planning("rollout --phase \(first)"))"])
        return .asked
    }
}

extension PlanCommand {
    /// Every host is held by that run, so there is nothing to plan before it has ended.
    private func stillOpen(_ open: RunState, _ site: Site) -> CommandFailure {
        let isControlled = (try? Controller.lockIfFree(site)) == nil
        let screen = StatusScreen(state: open, isControlled: isControlled, typed: site.context.typed)
        return CommandFailure(
            .refused, "this project's own run is open: \(open.plan.purpose.rawValue) to \(open.plan.release.name)",
            facts: ["run       \(open.id), \(screen.headline)"],
            next: screen.next ?? "\(site.context.typed.command("status")); cjctl halt stops it")
    }

    private func printDifferences(
        _ made: PlanMaking.Made, _ making: PlanMaking, _ context: CommandContext
    ) async throws(CommandFailure) {
        guard let configurations = made.configurations else {
            throw CommandFailure(
                .usage, "--diff compares configurations, and the playbook makes none",
                next: "config: {template: templates/node.yaml} in the playbook")
        }
        let differences = ConfigurationDifferences(
            remote: try making.remote(), environment: context.workshop.environment, service: made.plan.service)
        context.output.print(ConfigurationDiffScreen(await differences.find(made.plan, configurations)).lines)
    }
}

extension Site {
    func openLedger() async throws(CommandFailure) -> any Ledger {
        do throws(LedgerFailure) { return try await context.workshop.openLedger(at: ledgerPath) } catch {
            throw CommandFailure(.failed, "the ledger \(ledgerPath) cannot be opened: \(error)")
        }
    }
}
