import Arguments
import FleetConfig
import FleetModel
import RolloutEngine
import RolloutPlanning

/// The network that goes back, and its hosts: the inventory's, and where that cannot be read those of the network's last run.
/// An emergency is no time to look for a missing colon.
struct RollbackFleet {
    let site: Site
    let ledger: any Ledger

    func find() async throws(CommandFailure) -> (Network, [Host]) {
        let fleet: Fleet
        do throws(CommandFailure) { fleet = try site.inventory().fleet } catch {
            return try await fromLedger(insteadOf: error)
        }
        let network = try site.network(of: fleet)
        return (network, fleet.hosts(of: network.id))
    }

    private func fromLedger(insteadOf trouble: CommandFailure) async throws(CommandFailure) -> (Network, [Host]) {
        let runs = try await CommandFailure.ofLedger { () async throws(LedgerFailure) in
            try await RunHistory(ledger: ledger).standings().map(\.state)
        }
        let arguments = site.context.arguments
        let named = arguments.value("--network") ?? arguments.value("--network-id")
        let candidates = runs.filter { named == nil || $0.plan.network.rawValue == named }
        guard let run = candidates.first else { throw trouble }
        guard candidates.count == 1 else {
            let names = candidates.map(\.plan.network.rawValue).sorted().joined(separator: ", ")
            throw CommandFailure(
                trouble.code, trouble.lines + ["  the ledger has \(names)", "  next      choose one: --network ID"])
        }
        let hosts = run.plan.networkHosts.sorted { $0.id < $1.id }
        let what = trouble.lines.first.map { $0.hasPrefix("error: ") ? String($0.dropFirst(7)) : $0 } ?? ""
        site.context.output.say(
            "the inventory cannot be read (\(what)): going on with the \(hosts.count) hosts of run \(run.id)")
        return (Network(id: run.plan.network, outsidePower: run.plan.outsidePower), hosts)
    }
}
