import Arguments
import Files
import FleetConfig
import FleetModel
import RolloutEngine
import RolloutPlanning

/// Which inventory a command is about. A project is not needed when one is named.
struct InventoryPlace {
    let context: CommandContext
    /// Nil where there is no `cjctl.yaml`.
    let project: Project?
    let paths: [String]

    init(_ context: CommandContext) throws(CommandFailure) {
        self.context = context
        let named = context.arguments.values("--inventory")
        let isAlone = !named.isEmpty && !File.exists(context.path("cjctl.yaml"))
        project = isAlone ? nil : try Site(context).project
        paths = named.isEmpty ? [project?.inventory ?? Project.Standard.inventory] : named
    }

    /// What holds where the inventory says nothing.
    var defaults: InventoryDefaults {
        InventoryDefaults(
            userName: context.user, installRoot: project?.installRoot, stateDirectory: project?.stateDirectory,
            homeDirectory: context.home, networks: project?.networks ?? [])
    }

    func sources() throws(CommandFailure) -> InventorySources {
        try InventoryGathering.sources(paths, playbook: project?.playbook, in: context)
    }

    /// Hosts of which the project's ledger knows what they run, and no release before it; none where there is no ledger.
    func hostsWithoutWayBack() async throws(CommandFailure) -> Set<HostID> {
        guard project != nil else { return [] }
        let site = try Site(context)
        guard File.exists(site.ledgerPath) else { return [] }
        let ledger = try await site.openLedger()
        let uses = try await CommandFailure.ofLedger { () async throws(LedgerFailure) in
            try await RunHistory(ledger: ledger).releasesInUse()
        }
        return uses.withoutWayBack
    }

    func listing() throws(CommandFailure) -> InventoryListing {
        let read = InventoryListing.read(try sources())
        let lines = DiagnosticText.lines(of: read.diagnostics)
        guard let listing = read.value else { throw CommandFailure(.usage, lines) }
        context.output.say(lines)
        return listing
    }
}
