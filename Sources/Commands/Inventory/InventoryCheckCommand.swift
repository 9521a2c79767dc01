import Arguments
import CanonicalJSON
import FleetConfig
import FleetModel

/// `cjctl inventory check`: everything that is wrong with an inventory, at once, and what it amounts to.
struct InventoryCheckCommand: Command {
    static let specification = CommandSpecification(
        name: "check", summary: "Say everything that is wrong with an inventory.",
        discussion: """
            Errors and warnings come as FILE:LINE:COLUMN with a hint; then one line for each network. Exit code 0 when \
            there is no error. No host is asked; the ledger is, for hosts without a release to go back to.
            """,
        examples: [
            CommandExample("cjctl inventory check", "the inventory of cjctl.yaml"),
            CommandExample("cjctl inventory check -i inventories/mainnet", "another one"),
        ],
        options: [Options.inventory, Options.json])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let place = try InventoryPlace(context)
        let withoutWayBack = try await place.hostsWithoutWayBack()
        let checked = InventoryReader.check(
            try place.sources(), defaults: place.defaults, withoutWayBack: withoutWayBack)
        if context.arguments.flag("--json") {
            let document = InventoryCheckDocument(checked, inventories: place.paths)
            do throws(CanonicalJSONError) {
                context.output.write(try CanonicalJSON.encode(document) + Array("\n".utf8))
            } catch {
                throw CommandFailure(.failed, "\(error)")
            }
            return document.isGood ? .asked : .failed
        }
        context.output.say(DiagnosticText.lines(of: checked.diagnostics))
        let errors = checked.diagnostics.count { $0.severity == .error }
        let warnings = checked.diagnostics.count - errors
        let name = place.paths.joined(separator: " ")
        guard let inventory = checked.value else {
            context.output.print("\(name): \(Self.count(errors, "error")), \(Self.count(warnings, "warning"))")
            return .failed
        }
        context.output.print("\(name): \(Self.count(inventory.fleet.hosts.count, "host")), good")
        if warnings > 0 { context.output.print("  \(Self.count(warnings, "warning"))") }
        context.output.print(inventory.fleet.networks.map { Self.line(of: $0, in: inventory.fleet) })
        return .asked
    }

    private static func line(of network: Network, in fleet: Fleet) -> String {
        let hosts = fleet.hosts(of: network.id)
        let validators = hosts.filter { $0.role == .validator }
        let inside = validators.reduce(VotingPower.zero) { $0 + $1.votingPower }
        let outside = network.outsidePower == .zero ? "" : ", \(network.outsidePower) outside"
        let parts = [
            "\(count(validators.count, "validator")) with a voting power of \(inside)\(outside)",
            count(hosts.count - validators.count, "observer"),
            hosts.contains { $0.isCanary } ? "canary: \(named(hosts.filter(\.isCanary)))" : "no canary",
        ]
        return "  \(network.id): \(parts.joined(separator: "; "))"
    }

    /// The hosts by name as far as a line has room.
    private static func named(_ hosts: [Host]) -> String {
        let shown = hosts.prefix(6).map(\.id.rawValue).joined(separator: " ")
        return hosts.count > 6 ? "\(shown) and \(hosts.count - 6) more" : shown
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
}
