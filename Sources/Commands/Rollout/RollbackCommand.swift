import Arguments
import Files
import FleetConfig
import FleetModel
import RolloutEngine
import RolloutPlanning
import Screens

/// `cjctl rollback --emergency`: the whole fleet back to the release from before, as parallel as quorum allows.
struct RollbackCommand: Command {
    /// How long a running controller gets to let go before its fences are taken.
    private static let maximumLooks = 25
    private static let lookPause = TimeSpan.milliseconds(200)

    static let specification = CommandSpecification(
        name: "rollback", summary: "Take every changed node back to the release from before.",
        discussion: """
            Halts a running rollout, prints the worst case, proves the release on each host, then stops, switches and \
            starts: capped by quorum while the chain still finalises, all at once when it does not or when the network's \
            id is typed. Nothing is downloaded, no gate is asked, no data is touched.
            """,
        examples: [CommandExample("cjctl rollback --emergency", "now")],
        options: [
            OptionSpecification("--emergency", .flag, summary: "Say that it is one: there is no question asked."),
            OptionSpecification(
                "--network-id", .value("ID"), summary: "Type the network's id to stop all nodes at once."),
            TakingOver.option, Options.inventory, Options.network,
        ])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        guard context.arguments.flag("--emergency") else {
            throw CommandFailure(.usage, "rollback needs --emergency", next: "cjctl rollback --emergency")
        }
        let began = context.workshop.environment.now()
        let site = try Site(context)
        let ledger = try await site.openLedger()
        let (network, hosts) = try await RollbackFleet(site: site, ledger: ledger).find()
        let lock = try await takeLock(site, ledger, network.id)
        defer { _ = lock }
        // Read after the lock: a controller that was only planning may have begun its run meanwhile.
        let before = try await newest(ledger, network.id)
        let rollback = EmergencyRollback(site: site, ledger: ledger, network: network, before: before)
        let found = try await rollback.plan(hosts: hosts, waivers: try waivers(context, network))
        context.output.say(RollbackScreen.leftOut(found.leftOut))
        guard let plan = found.plan else {
            context.output.print("every reachable node runs its release from before already")
            guard !found.leftOut.isEmpty else { return .asked }
            context.output.say(
                "  next      mend what was left out, then \(context.typed.command("rollback --emergency"))")
            return .held
        }
        context.output.print(RollbackScreen(plan: plan).announcement)
        let (ending, state) = try await rollback.perform(plan)
        if case .refused = ending, !found.held.isEmpty {
            throw CommandFailure(.refused, FenceScreen(found.held, typed: context.typed).lines)
        }
        let code = Controller(site: site, ledger: ledger).report(ending, state)
        let took = context.workshop.environment.now() - began
        context.output.print(RollbackScreen.took(took))
        return code == .asked && !found.leftOut.isEmpty ? .held : code
    }

    private func newest(_ ledger: any Ledger, _ network: NetworkID) async throws(CommandFailure) -> RunState? {
        try await CommandFailure.ofLedger { () async throws(LedgerFailure) in
            try await RunHistory(ledger: ledger).newest(of: network)
        }
    }

    /// Asks a running controller to give way. One that does not is left where it is: its fences are taken from it, so that
    /// the hosts refuse it from then on.
    private func takeLock(
        _ site: Site, _ ledger: any Ledger, _ network: NetworkID
    ) async throws(CommandFailure) -> FileLock? {
        var asked: RunID?
        for _ in 0..<Self.maximumLooks {
            if let lock = try Controller.lockIfFree(site) { return lock }
            let newest = try await newest(ledger, network)
            if let run = newest?.id, newest?.ended == nil, run != asked {
                asked = run
                let request = PostedRequest(
                    run: run, wish: .yield, by: site.context.user, reason: "emergency rollback")
                try await CommandFailure.ofLedger { () async throws(LedgerFailure) in try await ledger.post(request) }
            }
            await site.context.workshop.environment.sleep(for: Self.lookPause)
        }
        site.context.output.say("the running controller does not answer: its fences are taken over")
        return nil
    }

    private func waivers(_ context: CommandContext, _ network: Network) throws(CommandFailure) -> [Waiver] {
        guard let typed = context.arguments.value("--network-id") else { return [] }
        guard typed == network.id.rawValue else {
            throw CommandFailure(.usage, "'\(typed)' is not this network's id", facts: ["it is \(network.id)"])
        }
        return [Waiver(waives: .quorum, reason: "the network's id was typed by \(context.user)")]
    }
}
