import Arguments
import FleetModel
import RolloutEngine
import RolloutPlanning
import Screens

/// The run of a network that has not ended.
enum OpenRun {
    static func find(_ ledger: any Ledger, _ network: NetworkID) async throws(CommandFailure) -> RunState? {
        let newest = try await CommandFailure.ofLedger { () async throws(LedgerFailure) in
            try await RunHistory(ledger: ledger).newest(of: network)
        }
        return newest?.ended == nil ? newest : nil
    }

    static func makeID(_ context: CommandContext) throws(CommandFailure) -> RunID {
        guard let id = RunID(rawValue: "run-\(context.workshop.environment.makeNonce())") else {
            preconditionFailure("a nonce makes a plain name")
        }
        return id
    }

    /// Refuses to go on with a run that somebody stopped, or whose plan is no longer what was asked for.
    static func requireContinuable(_ state: RunState, site: Site, hosts: [Host]) throws(CommandFailure) {
        let typed = site.context.typed
        let goOn = "\(typed.command("resume")), or \(typed.command("rollback --emergency"))"
        guard state.plan.purpose == .upgrade else {
            throw CommandFailure(
                .refused, "an emergency rollback has not ended; nothing was changed",
                next: typed.command("resume"))
        }
        switch state.pause {
        case .halted(let by, let reason):
            throw CommandFailure(
                .refused, "the rollout was halted by \(by) (\(reason)); nothing was changed", next: goOn)
        case .held(let reason):
            throw CommandFailure(.refused, "the rollout is held: \(reason); nothing was changed", next: goOn)
        case nil: break
        }
        if state.turnedBecause != nil || state.hasHostsInFlight {
            throw CommandFailure(.refused, "the rollout was interrupted in the middle; nothing was changed", next: goOn)
        }
        try requireSamePlan(state, site: site, hosts: hosts)
    }

    private static func requireSamePlan(_ state: RunState, site: Site, hosts: [Host]) throws(CommandFailure) {
        if let named = site.context.arguments.value("--release"), named != state.plan.release.name.rawValue {
            throw CommandFailure(
                .refused, "a rollout of \(state.plan.release.name) is open; nothing was changed",
                next: "finish it, or \(site.context.typed.command("rollback --emergency"))")
        }
        try requireNothingNew(state, site.context)
        if let bake = try BakeOption.value(site.context), let phase = state.currentPhase, bake != phase.bake {
            throw CommandFailure(
                .refused, "the plan bakes \(phase.name) for \(phase.bake), and a plan is executed as it is",
                next: "leave --bake out")
        }
        guard state.plan.networkHosts.sorted(by: { $0.id < $1.id }) == hosts.sorted(by: { $0.id < $1.id }) else {
            throw CommandFailure(
                .refused, "the inventory is no longer the one that was planned with; nothing was changed",
                next: "put it back, or \(site.context.typed.command("rollback --emergency")) and plan anew")
        }
    }

    /// What belongs into a plan comes too late for one that is being executed.
    private static func requireNothingNew(_ state: RunState, _ context: CommandContext) throws(CommandFailure) {
        if context.arguments.value("--playbook") != nil {
            throw CommandFailure(
                .refused, "the plan has its phases and deadlines, and is executed as it is; nothing was changed",
                next: "leave --playbook out")
        }
        for waiver in try WaiveOption.values(context) where !state.plan.waivers.contains(waiver) {
            throw CommandFailure(
                .refused, "the plan waives \(waived(state)), and is executed as it is; nothing was changed",
                next: "leave --waive out")
        }
    }

    private static func waived(_ state: RunState) -> String {
        let waivers = state.plan.waivers.map { "\($0.waives.rawValue) (\($0.reason))" }
        return waivers.isEmpty ? "no guard" : waivers.joined(separator: ", ")
    }
}

extension RunState {
    /// True when a host was left in the middle of a change.
    var hasHostsInFlight: Bool { hosts.values.contains(where: \.isInFlight) }
}
