public import FleetModel

/// What the ledger says is on hosts: the release that runs there, and the one to go back to.
///
/// Whoever removes releases asks this first, so doubt counts as use: a host that a run has not finished with may have
/// either of its two.
public struct ReleasesInUse: Sendable, Equatable {
    public private(set) var installed: [ReleaseName: Set<HostID>] = [:]
    public private(set) var previous: [ReleaseName: Set<HostID>] = [:]

    /// - Parameter runs: of every network, newest first.
    public init(_ runs: [RunState]) {
        /// Hosts of which it is known what they run, by network: older runs say nothing new of them.
        var settled: Set<[String]> = []
        for run in runs {
            if run.ended == nil { Self.keep(run.plan.release.name, nil, in: &installed) }
            for bystander in run.plan.bystanders where bystander.reason == .alreadyThere {
                Self.keep(run.plan.release.name, bystander.host.id, in: &installed)
            }
            for planned in run.plan.hosts {
                let key = [run.plan.network.rawValue, planned.id.rawValue]
                guard !settled.contains(key) else { continue }
                let isCommitted = run.hosts[planned.id]?.end == .committed
                let (runs, goesBack) = isCommitted ? (planned.to, planned.from) : (planned.from, planned.to)
                Self.keep(runs.name, planned.id, in: &installed)
                Self.keep(goesBack.name, planned.id, in: &previous)
                if isCommitted { settled.insert(key) }
            }
        }
    }

    /// True when nothing is known.
    public var isEmpty: Bool { installed.isEmpty && previous.isEmpty }

    public func isInUse(_ name: ReleaseName) -> Bool { installed[name] != nil || previous[name] != nil }

    /// Hosts of which it is known what they run, and not what they ran before.
    public var withoutWayBack: Set<HostID> {
        let known = installed.values.reduce(into: Set<HostID>()) { $0.formUnion($1) }
        return previous.values.reduce(known) { $0.subtracting($1) }
    }

    private static func keep(_ name: ReleaseName, _ host: HostID?, in uses: inout [ReleaseName: Set<HostID>]) {
        var hosts = uses[name] ?? []
        if let host { hosts.insert(host) }
        uses[name] = hosts
    }
}
