import ConfigTemplates
import FleetModel
import HostSteps
import RolloutEngine
import RolloutPlanning
import Screens

/// What `plan --diff` shows: what stands on the hosts, against what will.
struct ConfigurationDifferences {
    /// Hosts asked at the same time.
    private static let maximumParallel = 32
    /// In the place of a line of a file that nobody delivered, where the template has secrets: this may be an old one.
    static let hidden = "(a line that is not shown: it may hold a secret)"

    let remote: any Remote
    let environment: any Environment
    let service: Service

    /// The differences on the hosts that get another configuration, in order of hosts.
    func find(_ plan: Plan, _ made: MadeConfigurations) async -> [ConfigurationDiffScreen.Entry] {
        let changing = plan.hosts.filter(\.changesConfiguration)
        let hidesStrangers = !made.recipe.specification.secrets.isEmpty
        return await withTaskGroup(of: ConfigurationDiffScreen.Entry?.self) { group in
            var entries: [ConfigurationDiffScreen.Entry] = []
            for (index, planned) in changing.enumerated() {
                if index >= Self.maximumParallel, let entry = await group.next() ?? nil { entries.append(entry) }
                guard let new = made.renderings[planned.id] else { continue }
                group.addTask { await compare(planned.host, new, hidesStrangers: hidesStrangers) }
            }
            for await entry in group { if let entry { entries.append(entry) } }
            return entries.sorted { $0.host < $1.host }
        }
    }

    private func compare(
        _ host: Host, _ new: ConfigurationRendering, hidesStrangers: Bool
    ) async -> ConfigurationDiffScreen.Entry {
        let nonce = environment.makeNonce()
        let command = HostScripts(host: host, service: service).readConfiguration(nonce: nonce, path: new.path)
        let entry = { (outcome: ConfigurationDiffScreen.Outcome) in
            ConfigurationDiffScreen.Entry(host: host.id, path: new.path, outcome: outcome)
        }
        switch await remote.run(command, on: host) {
        case .notBegun(let reason), .unknown(let reason), .barred(let reason): return entry(.unreadable(reason))
        case .replied(let output, _):
            guard let found = FramedReply(output: output, nonce: nonce)?.configurationText else {
                return entry(.unreadable("it cannot be read on the host"))
            }
            let isHidden = hidesStrangers && !found.isDelivered
            let old = isHidden ? Self.hidingStrangers(in: found.text, knowing: new.masked) : found.text
            return entry(.differs(LineDifference(from: old, to: new.masked)))
        }
    }

    /// Shows the lines that stand in the new text as well, and no other.
    static func hidingStrangers(in old: String, knowing new: String) -> String {
        let known = Set(new.split(separator: "\n").filter { !$0.contains("(secret ") })
        return old.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty || known.contains($0) ? String($0) : hidden }.joined(separator: "\n")
    }
}
