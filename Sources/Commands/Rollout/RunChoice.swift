import Arguments
import FleetConfig
import FleetModel
import RolloutEngine
import RolloutPlanning

/// Which run a command is about that needs the project's settings and its ledger alone: a mistake in an inventory must not
/// keep anybody from halting, resuming or asking how things stand.
struct RunChoice {
    let site: Site
    let ledger: any Ledger

    private var arguments: ParsedArguments { site.context.arguments }

    /// How things stand with the network that was named or that a readable inventory is about; else with every network
    /// that the ledger knows.
    func standings() async throws(CommandFailure) -> [RunHistory.Standing] {
        if let network = try network, let standing = try await standing(of: network) { return [standing] }
        return isNarrowed ? [] : try await everyStanding()
    }

    /// The run that has not ended; nil when there is none.
    func open() async throws(CommandFailure) -> RunState? {
        let here = try await standings().map(\.state).filter { $0.ended == nil }
        let open =
            here.isEmpty && !isNarrowed ? try await everyStanding().map(\.state).filter { $0.ended == nil } : here
        guard open.count < 2 else {
            let names = open.map(\.plan.network.rawValue).sorted().joined(separator: ", ")
            throw CommandFailure(
                .usage, "\(open.count) networks have a run that has not ended: \(names)",
                next: "choose one: --network ID")
        }
        return open.first
    }

    /// A person said which network is meant.
    private var isNarrowed: Bool {
        arguments.value("--network") != nil || !arguments.values("--inventory").isEmpty
    }

    private var network: NetworkID? {
        get throws(CommandFailure) {
            if let named = arguments.value("--network") {
                guard let id = NetworkID(rawValue: named) else {
                    throw CommandFailure(.usage, "'\(named)' cannot be the id of a network")
                }
                return id
            }
            return site.fleetIfReadable.flatMap { try? site.network(of: $0).id }
        }
    }

    private func standing(of network: NetworkID) async throws(CommandFailure) -> RunHistory.Standing? {
        try await CommandFailure.ofLedger { () async throws(LedgerFailure) in
            try await RunHistory(ledger: ledger).standing(of: network)
        }
    }

    private func everyStanding() async throws(CommandFailure) -> [RunHistory.Standing] {
        try await CommandFailure.ofLedger { () async throws(LedgerFailure) in
            try await RunHistory(ledger: ledger).standings()
        }
    }
}
