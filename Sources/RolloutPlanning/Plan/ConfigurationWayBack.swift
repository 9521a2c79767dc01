public import FleetModel

/// Which configuration belongs to the release that a host goes back to.
public enum ConfigurationWayBack {
    /// - Parameters:
    ///   - before: the run whose change is taken back, where the ledger knows one.
    ///   - isByLedger: false when the host itself said which release it goes back to: then it says so of this, too.
    /// - Returns: nil when the configuration is to be left alone.
    public static func change(
        of host: HostID, _ seen: ObservedHost, before: RunState?, isByLedger: Bool
    ) -> ConfigurationChange? {
        guard let sight = seen.configuration else { return nil }
        if isByLedger {
            guard let before, let planned = before.plan.hosts.first(where: { $0.id == host })?.configuration else {
                return nil
            }
            let target = before.plan.purpose == .upgrade ? planned.from : planned.to
            return ConfigurationChange(path: planned.path, from: sight.state, to: named(target, by: before.id))
        }
        guard let previous = sight.previous, let path = sight.deliveredPath else { return nil }
        return ConfigurationChange(path: path, from: sight.state, to: previous)
    }

    /// What a run found it kept under its own name.
    private static func named(_ state: ConfigurationState, by run: RunID) -> ConfigurationState {
        guard case .found = state, let id = ConfigurationID(foundBy: run) else { return state }
        return .stored(id)
    }
}

extension ConfigurationChange {
    /// True when the host has already what it goes back to: a file that was found stands there unchanged as long as no run
    /// has put another in its place.
    var isThere: Bool {
        switch (from, to) {
        case (.found, .stored(let id)): id.isFound
        default: from == to
        }
    }
}
