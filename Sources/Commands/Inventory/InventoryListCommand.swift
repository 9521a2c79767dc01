import Arguments
import FleetConfig

/// `cjctl inventory list`: what an inventory says, as `ansible-inventory` prints it.
struct InventoryListCommand: Command {
    static let specification = CommandSpecification(
        name: "list", summary: "Show hosts, groups and variables as ansible-inventory does.",
        discussion: """
            Without an option prints the names of the hosts. --json, --graph and --host print what ansible-inventory \
            prints for --list, --graph and --host. Variables beside the playbook count when cjctl.yaml names one.
            """,
        examples: [
            CommandExample("cjctl inventory list --graph", "groups and the hosts in them"),
            CommandExample("cjctl inventory list --json", "groups, hosts and every variable"),
            CommandExample("cjctl inventory list --host val-01", "what holds for one host"),
            CommandExample("cjctl inventory list -i inventories/mainnet --json", "another inventory"),
        ],
        options: [
            Options.inventory,
            Options.json,
            OptionSpecification("--graph", .flag, summary: "Print the groups as a tree."),
            OptionSpecification("--host", .value("NAME"), summary: "Print the variables of one host."),
        ])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let arguments = context.arguments
        let isGraph = arguments.flag("--graph")
        let host = arguments.value("--host")
        guard [isGraph, arguments.flag("--json"), host != nil].count(where: \.self) <= 1 else {
            throw CommandFailure(.usage, "--json, --graph and --host exclude each other", next: "name one of them")
        }
        let place = try InventoryPlace(context)
        let listing = try place.listing()
        let text: String
        if let host {
            guard let found = listing.json(ofHost: host) else {
                throw CommandFailure(.usage, "the inventory has no host '\(host)'", next: "cjctl inventory list")
            }
            text = found
        } else if isGraph {
            guard let lines = listing.graph() else {
                throw CommandFailure(
                    .failed, "the graph has more than \(InventoryListing.longestGraph) lines",
                    next: "groups that stand in many groups are drawn in each: use --json")
            }
            text = lines.joined(separator: "\n")
        } else {
            text = arguments.flag("--json") ? listing.json : listing.hostNames.joined(separator: "\n")
        }
        Self.print(text, to: context.output)
        return .asked
    }

    /// To a pipe every byte as it is; to a terminal escaped, for a value may hold anything.
    private static func print(_ text: String, to output: Output) {
        guard output.isLive else { return output.write(Array((text + "\n").utf8)) }
        output.print(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    }
}
