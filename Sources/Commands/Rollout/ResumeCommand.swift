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
        options: [Options.inventory, Options.network])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let site = try Site(context)
        let lock = try Controller.lock(site)
        defer { _ = lock }
        let ledger = try await site.openLedger()
        let fleet = try site.inventory().fleet
        guard let open = try await OpenRun.find(ledger, site.network(of: fleet).id) else {
            context.output.print("there is no run to resume: the newest one has ended")
            return .asked
        }
        guard let goal = open.through ?? open.plan.phases.first?.name else {
            throw CommandFailure(.failed, "run \(open.id) has no phase")
        }
        let released = open.pause == nil ? [] : [RolloutRecord.runReleased(RunReleased(by: context.user))]
        let controller = Controller(site: site, ledger: ledger)
        let takingOver = try await Self.replaceable(ledger, open)
        let (ending, state) = try await controller.run(open.id, through: goal, before: released, takingOver: takingOver)
        return controller.report(ending, state)
    }

    /// A fence may still name a run that had ended, or the one that this one takes over from.
    private static func replaceable(_ ledger: any Ledger, _ open: RunState) async throws(CommandFailure) -> [Nonce] {
        try await CommandFailure.ofLedger { () async throws(LedgerFailure) in
            let history = RunHistory(ledger: ledger)
            return try await history.replaceableProcesses(takingOver: open.supersedes).values.flatMap(\.self)
        }
    }
}
