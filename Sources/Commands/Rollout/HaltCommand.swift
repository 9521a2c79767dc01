import Arguments
import FleetConfig
import FleetModel
import RolloutEngine
import RolloutPlanning
import Screens

/// `cjctl halt`: no further host is begun, from any terminal of this machine, until `cjctl resume`.
struct HaltCommand: Command {
    /// Looks for the running controller's answer, one every `answerPause`.
    private static let maximumLooks = 50
    private static let answerPause = TimeSpan.milliseconds(200)

    static let specification = CommandSpecification(
        name: "halt", summary: "Stop a rollout: hosts in flight finish, no other is begun.",
        options: [Options.inventory, Options.network, Options.reason])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let site = try Site(context)
        let ledger = try await site.openLedger()
        guard let open = try await RunChoice(site: site, ledger: ledger).open() else {
            throw CommandFailure(
                .refused, "there is no rollout to halt: no run of this project is open",
                next: context.typed.command("status"))
        }
        let reason = context.arguments.value("--reason") ?? "no reason given"
        do throws(LedgerFailure) {
            if let lock = try? Controller.lockIfFree(site) {
                defer { _ = lock }
                try await ledger.append([.runHalted(RunHalted(by: context.user, reason: reason))], to: open.id)
            } else {
                try await ledger.post(PostedRequest(run: open.id, wish: .halt, by: context.user, reason: reason))
                guard try await isAnswered(open.id, ledger, context) else {
                    throw LedgerFailure("the controller has not answered; the halt waits for it in the ledger")
                }
            }
        } catch {
            throw CommandFailure(.held, "\(error)", next: context.typed.command("status"))
        }
        return try await report(open.id, ledger, context)
    }

    private func report(
        _ run: RunID, _ ledger: any Ledger, _ context: CommandContext
    ) async throws(CommandFailure) -> ExitCode {
        let state = try await CommandFailure.ofLedger { () async throws(LedgerFailure) in
            try await RunHistory(ledger: ledger).state(of: run)
        }
        guard let ended = state?.ended, state?.pause == nil else {
            context.output.print("halted: no further host is begun until \(context.typed.command("resume"))")
            return .asked
        }
        throw CommandFailure(.refused, "the run has ended meanwhile: \(ended.outcome.rawValue) (\(ended.reason))")
    }

    private func isAnswered(
        _ run: RunID, _ ledger: any Ledger, _ context: CommandContext
    ) async throws(LedgerFailure) -> Bool {
        for _ in 0..<Self.maximumLooks {
            let state = try await RunHistory(ledger: ledger).state(of: run)
            if state?.pause != nil || state?.ended != nil { return true }
            await context.workshop.environment.sleep(for: Self.answerPause)
        }
        return false
    }
}
