import Arguments
import FleetConfig
import FleetModel
import RolloutEngine
import RolloutPlanning
import Screens

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
        // The plan in the ledger says all that is needed: hosts, releases, the order.
        guard let open = try await RunChoice(site: site, ledger: ledger).open() else {
            return try await Self.nothingToResume(site, ledger)
        }
        guard let goal = open.through ?? open.plan.phases.first?.name else {
            throw CommandFailure(.failed, "run \(open.id) has no phase")
        }
        let released = open.pause == nil ? [] : [RolloutRecord.runReleased(RunReleased(by: context.user))]
        context.output.say(
            [
                "resuming \(open.plan.purpose.rawValue) to \(open.plan.release.name) on \(open.plan.network)  run \(open.id)"
            ]
                + LeftBehindLines.whenResuming(open, context.typed))
        let controller = Controller(site: site, ledger: ledger)
        let named = try context.arguments.processesToTakeOver
        let takingOver = try await Self.replaceable(ledger, open) + named
        let (ending, state) = try await controller.run(open.id, through: goal, before: released, takingOver: takingOver)
        return controller.report(ending, state)
    }

    /// A ledger without any run has not seen what happened to this network; that is no success.
    private static func nothingToResume(
        _ site: Site, _ ledger: any Ledger
    ) async throws(CommandFailure) -> ExitCode {
        let context = site.context
        let standings = try await RunChoice(site: site, ledger: ledger).standings()
        guard !standings.isEmpty else {
            throw CommandFailure(
                .refused, "the ledger knows no run", next: context.typed.command("verify-version --expected vX.Y.Z"))
        }
        let remote = try PlanMaking(site: site, ledger: ledger).remote()
        for state in standings.map(\.state) {
            // It may have died between its end and letting its fences go.
            await LeftFences(remote: remote, environment: context.workshop.environment).release(of: state)
            context.output.print(
                "there is no run to resume: \(state.id) has ended (\(state.ended?.outcome.rawValue ?? ""))")
            context.output.print(LeftBehindLines.afterTheEnd(state, context.typed))
        }
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
