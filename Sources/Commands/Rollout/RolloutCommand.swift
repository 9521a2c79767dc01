import Arguments
import FleetConfig
import FleetModel
import RolloutEngine
import RolloutPlanning
import Screens

/// `cjctl rollout`: carries a release through a phase, or through several.
struct RolloutCommand: Command {
    static let specification = CommandSpecification(
        name: "rollout", summary: "Carry a release through the fleet, phase by phase.",
        discussion: """
            A phase returns when its bake has passed; the next one is refused until then. A failed host goes back at once. \
            A failed first phase takes every changed host back (exit 3); a later one holds (exit 4).
            """,
        examples: [
            CommandExample("cjctl rollout --phase canary", "the first phase"),
            CommandExample("cjctl rollout --through full --bake 5s", "all phases in a rehearsal"),
        ],
        options: [
            OptionSpecification("--phase", .value("NAME"), summary: "Run this phase."),
            OptionSpecification("--through", .value("NAME"), summary: "Run every phase up to this one."),
        ] + Options.planning)

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let wish = try PhaseWish(context)
        let site = try Site(context)
        let lock = try Controller.lock(site)
        defer { _ = lock }
        let ledger = try await site.openLedger()
        let fleet = try site.inventory().fleet
        let network = try site.network(of: fleet)
        let open = try await OpenRun.find(ledger, network.id)
        let controller = Controller(site: site, ledger: ledger)
        let hosts = fleet.hosts(of: network.id)
        guard let open else {
            let made = try await PlanMaking(site: site, ledger: ledger).upgrade(of: network, hosts: hosts)
            return try await begin(wish, controller, made)
        }
        let goal = try wish.goal(continuing: open, site: site, hosts: hosts)
        guard let goal else {
            context.output.print("\(wish.name) has passed already")
            return .asked
        }
        let (ending, state) = try await controller.run(open.id, through: goal, before: [], takingOver: [])
        return controller.report(ending, state)
    }

    private func begin(
        _ wish: PhaseWish, _ controller: Controller, _ made: PlanMaking.Made
    ) async throws(CommandFailure) -> ExitCode {
        let context = controller.site.context
        try refuseGates(made.plan)
        let goal = try wish.goal(beginning: made.plan, context.typed)
        let id = try OpenRun.makeID(context)
        context.output.print(
            "plan \(made.digest.short)  \(made.plan.service.name) → \(made.plan.release.name)  run \(id)")
        let planned = RunPlanned(plan: made.plan, planDigest: made.digest, by: context.user, supersedes: nil)
        context.output.print(LeftBehindLines(made.plan.leftOut).lines)
        let (ending, state) = try await controller.run(
            id, through: goal, before: [.runPlanned(planned)], takingOver: made.takingOver,
            configurations: made.configurations)
        return controller.report(ending, state)
    }
}

extension RolloutCommand {
    /// A gate that nobody judges would be believed to have passed.
    private func refuseGates(_ plan: Plan) throws(CommandFailure) {
        guard let phase = plan.phases.first(where: { $0.gates != nil }), let gates = phase.gates else { return }
        throw CommandFailure(
            .refused, "\(phase.name) has gates, which a rollout does not judge; nothing was changed",
            facts: ["gates     \(gates.map(\.description).joined(separator: " "))"],
            next: "a playbook without gates: its phases are held to the health of their nodes")
    }
}

/// Which phases were asked for.
struct PhaseWish {
    let name: String
    private let isThrough: Bool

    init(_ context: CommandContext) throws(CommandFailure) {
        switch (context.arguments.value("--phase"), context.arguments.value("--through")) {
        case (let phase?, nil): (name, isThrough) = (phase, false)
        case (nil, let through?): (name, isThrough) = (through, true)
        case (_?, _?):
            throw CommandFailure(
                .usage, "--phase and --through exclude each other: one phase, or every phase up to one",
                next: "cjctl rollout --phase canary")
        case (nil, nil):
            throw CommandFailure(
                .usage, "rollout needs --phase NAME or --through NAME", next: "cjctl rollout --phase canary")
        }
    }

    /// The goal of a new run: only its first phase can be asked for by itself.
    func goal(beginning plan: Plan, _ typed: TypedOptions) throws(CommandFailure) -> PhaseName {
        let goal = try phase(of: plan)
        if let first = plan.phases.first?.name, !isThrough, goal != first {
            throw notYet(first, next: typed.planning("rollout --phase \(first)"))
        }
        return goal
    }

    /// The goal of a run that goes on; nil when it has been reached.
    func goal(continuing state: RunState, site: Site, hosts: [Host]) throws(CommandFailure) -> PhaseName? {
        try OpenRun.requireContinuable(state, site: site, hosts: hosts)
        let goal = try phase(of: state.plan)
        guard !state.passedPhases.contains(goal) else { return nil }
        if !isThrough, let current = state.currentPhase?.name, current != goal {
            throw notYet(current, next: site.context.typed.command("rollout --phase \(current)"))
        }
        return goal
    }

    private func phase(of plan: Plan) throws(CommandFailure) -> PhaseName {
        guard let found = plan.phases.first(where: { $0.name.rawValue == name }) else {
            let names = plan.phases.map(\.name.rawValue).joined(separator: ", ")
            throw CommandFailure(.usage, "the plan has no phase '\(name)'", facts: ["it has \(names)"])
        }
        return found.name
    }

    private func notYet(_ current: PhaseName, next: String) -> CommandFailure {
        CommandFailure(
            .refused, "\(name) may not start: \(current) has not passed; nothing was changed", next: next)
    }
}
