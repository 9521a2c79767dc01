import Arguments
import FleetConfig
import FleetModel
import RolloutEngine
import RolloutPlanning

/// `cjctl resume`: takes up a run that was interrupted, halted or held, exactly where it is.
struct ResumeCommand: Command {
    static let specification = CommandSpecification(
        name: "resume", summary: "Take up an interrupted, halted or held run where it is.",
        discussion: "Looks at every host that was in the middle of a change before it does anything there.",
        options: [TakingOver.option, Options.inventory, Options.network])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let site = try Site(context)
        let lock = try Controller.lock(site)
        defer { _ = lock }
        let ledger = try await site.openLedger()
        let fleet = try site.inventory().fleet
        let network = try site.network(of: fleet)
        guard let open = try await OpenRun.find(ledger, network.id) else {
            return try await Self.nothingToResume(site, ledger, network.id)
        }
        guard let goal = open.through ?? open.plan.phases.first?.name else {
            throw CommandFailure(.failed, "run \(open.id) has no phase")
        }
        let released = open.pause == nil ? [] : [RolloutRecord.runReleased(RunReleased(by: context.user))]
        let controller = Controller(site: site, ledger: ledger)
        let named = try context.arguments.processesToTakeOver
        let takingOver = try await Self.replaceable(ledger, open) + named
        let (ending, state) = try await controller.run(open.id, through: goal, before: released, takingOver: takingOver)
        return controller.report(ending, state)
    }

    /// A ledger without any run has not seen what happened to this network; that is no success.
    private static func nothingToResume(
        _ site: Site, _ ledger: any Ledger, _ network: NetworkID
    ) async throws(CommandFailure) -> ExitCode {
        let newest = try await CommandFailure.ofLedger { () async throws(LedgerFailure) in
            try await RunHistory(ledger: ledger).newest(of: network)
        }
        guard let newest else {
            throw CommandFailure(
                .refused, "the ledger knows no run of \(network)", next: "cjctl verify-version --expected vX.Y.Z")
        }
        // It may have died between its end and letting its fences go.
        let remote = try PlanMaking(site: site, ledger: ledger).remote()
        await LeftFences(remote: remote, environment: site.context.workshop.environment).release(of: newest)
        site.context.output.print(
            "there is no run to resume: \(newest.id) has ended (\(newest.ended?.outcome.rawValue ?? ""))")
        return .asked
    }

    /// A fence may still name a run that had ended, or the one that this one takes over from.
    private static func replaceable(_ ledger: any Ledger, _ open: RunState) async throws(CommandFailure) -> [Nonce] {
        try await CommandFailure.ofLedger { () async throws(LedgerFailure) in
            let history = RunHistory(ledger: ledger)
            return try await history.replaceableProcesses(takingOver: open.supersedes).values.flatMap(\.self)
        }
    }
}
